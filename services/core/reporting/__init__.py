"""Issued reports: what the report stage leaves for whoever mails or shows them."""
