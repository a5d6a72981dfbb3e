"""What a person typed, checked: fields, dates, time zones, cells of a file."""
