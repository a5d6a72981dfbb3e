"""What operators are handed beside the program: rules, dashboard, runbook, units and manifests."""
