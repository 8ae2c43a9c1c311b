"""Every part of the design on a few pages, with the longest names and the emptiest lists that occur."""
