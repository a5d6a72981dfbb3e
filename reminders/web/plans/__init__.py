"""Care plans, and the confirmations of what changes a plan."""
