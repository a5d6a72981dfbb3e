"""Use cases of the API: keys, and what a hospital's system may ask for."""
