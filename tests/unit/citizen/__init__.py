"""The track of citizens."""
