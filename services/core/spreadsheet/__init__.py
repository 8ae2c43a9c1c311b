"""Workbooks that people fill in: declared by form fields, written as templates, read back with every problem.

Knows neither what the rows are about, nor AWS, nor HTTP. docs/decisions/023-spreadsheets.md.
"""
