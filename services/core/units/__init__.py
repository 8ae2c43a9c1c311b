"""What the office knows of units: corrected and added here; reorganising stands in its own room."""
