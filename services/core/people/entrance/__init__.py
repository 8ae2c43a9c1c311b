"""The way in: a link and a code by e-mail, asked for and tried only so often."""
