"""The rules, one by one, without a network."""
