"""What an installation costs: a life of a work counted on the real path, list prices, and the arithmetic."""
