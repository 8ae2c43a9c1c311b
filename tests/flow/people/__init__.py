"""The office and its people, through the table and without pages."""
