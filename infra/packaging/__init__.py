"""What is deployed, built: each stage staged, packaged by Chalice, and zipped the same way every time."""
