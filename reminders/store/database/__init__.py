"""The connection, encryption, column types and bulk statements; no subject of its own."""
