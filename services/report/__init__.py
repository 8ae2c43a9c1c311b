"""The stage that sums up: rows kept from events, figures of any day, a dashboard, reports issued on time."""
