"""What every record has in common."""
