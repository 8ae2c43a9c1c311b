"""The rules of who is told what, and the words."""
