"""What the code promises about itself: its shape, its events, its routes, its queues."""
