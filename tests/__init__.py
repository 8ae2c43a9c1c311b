"""The tests: rules, journeys, contracts, faults, attacks, browsers, infrastructure."""
