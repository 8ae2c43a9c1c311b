"""A campaign: one movement with its slogan, dates, areas, bodies, targets and rules, all of it data."""
