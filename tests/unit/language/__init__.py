"""How the software speaks."""
