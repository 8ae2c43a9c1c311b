"""People of whom records speak."""
