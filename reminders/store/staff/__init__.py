"""Staff members, their phones and sign-ins, and the audit log."""
