"""What an operator does with an installation's data: keep it, bring it back, send events once more."""
