"""One patient's timeline, notes, reports, erasing and retention."""
