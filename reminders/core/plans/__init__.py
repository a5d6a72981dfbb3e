"""When a message is due: care plans, hours, conditions, identity, and what a change moves."""
