"""Answers that staff enter: a late digit, or what a person reads in a text."""
