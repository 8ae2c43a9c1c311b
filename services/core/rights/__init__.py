"""What people may ask about the data that are held about them, and by when the office has to answer."""
