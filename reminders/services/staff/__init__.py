"""Staff accounts, signing in, invitations, the audit log."""
