"""Initiatives: the walk of the table, shares, and the times of law."""
