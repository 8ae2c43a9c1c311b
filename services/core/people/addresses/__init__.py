"""Whose an e-mail address is, also after it changed hands."""
