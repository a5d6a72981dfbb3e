"""What a process tells its monitoring."""
