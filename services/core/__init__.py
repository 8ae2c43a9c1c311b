"""What every stage shares: the rules, the events, the table, the language and the page shell."""
