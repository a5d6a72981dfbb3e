"""Signing in, the staff list, invitations."""
