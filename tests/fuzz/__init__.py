"""Throws damaged input at everything that takes input from outside; see `python -m tests.fuzz --help`."""
