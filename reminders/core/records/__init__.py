"""How a search reads names."""
