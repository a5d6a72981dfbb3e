"""Use cases, one verb per file. Each opens its own transactions and is handed everything it needs."""
