"""People: roles, sessions, sign-in."""
