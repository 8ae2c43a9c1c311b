"""What an installation tells of itself: logs, numbers, and the id that joins them."""
