"""The roll: everybody whom the office knows, by name, and what it does with them."""
