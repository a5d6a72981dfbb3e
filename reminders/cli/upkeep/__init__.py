"""Commands that run, watch and try the service."""
