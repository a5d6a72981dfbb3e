"""Pathway files: what is read, what is refused and where, and the four that are shipped."""
