"""The HTTP side. Routers only parse and call services."""
