"""Visits to the clinic: booked, moved, canceled and missed, by file, page and simulation."""
