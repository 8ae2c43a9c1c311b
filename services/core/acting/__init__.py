"""What people do with a work, one small form each: declared once, offered, and carried out."""
