"""Whether a unit has anything at all."""
