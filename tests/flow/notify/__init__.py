"""From an event to an inbox: the table, SES and S3 as the local cloud plays them."""
