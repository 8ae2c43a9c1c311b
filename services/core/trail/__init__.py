"""What the office does with people and units: who did it, when, and what was there before."""
