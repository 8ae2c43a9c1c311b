"""Whether a unit has anything at all: since when it has had a draft."""
