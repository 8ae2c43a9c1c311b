"""The stage that writes to people: from an event to one e-mail for each who has to know.

Four plain steps: `recipients` (who is told what), `letters` and `compose` (in which words), `ledger` (noted
before it is sent and after), `send`. `deliver` puts them together, `sweep` takes care of what got stuck.
"""
