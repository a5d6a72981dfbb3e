"""Twilio's status callbacks."""
