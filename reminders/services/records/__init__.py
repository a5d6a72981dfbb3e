"""One patient's record: search, export, erase; reports for the clinic."""
