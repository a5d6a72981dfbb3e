"""What every request goes through: bodies, forms, headers, connections."""
