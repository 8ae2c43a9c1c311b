"""The stage in which bodies and seats decide: their queues, a record's page, one page per decision."""
