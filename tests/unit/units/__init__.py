"""What the office may say of units, and the workbook in which it says it."""
