"""A clinic in numbers: what is counted, the same as CSV, and the patients behind every number."""
