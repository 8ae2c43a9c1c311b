"""The report's rules: figures against histories, targets, schedules, drafts, the workbook."""
