"""Units that are renamed, merged or split while the campaign runs: planned, checked, carried out."""
