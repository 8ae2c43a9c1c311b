"""What the review stage makes of histories."""
