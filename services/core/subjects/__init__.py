"""Natural persons of whom a record speaks: held once, found by their unit, erased for good."""
