"""Whoever could sign in, holds no role any more, and was erased: only the id is left, for the histories."""
