"""The API for other systems: `/api/v1`."""
