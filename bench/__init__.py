"""Benchmarks: how fast, how big, beside what it could be at best. `python -m bench [NAME…]`; nothing is asserted."""
