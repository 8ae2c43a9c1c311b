"""The office at its desk."""
