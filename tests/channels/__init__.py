"""The adapters against stand-ins that misbehave: one contract for all of them, and a fault table for each."""
