"""The rules of a work, each by its values."""
