"""How the software speaks: Vietnamese first, English complete."""
