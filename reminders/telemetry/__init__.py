"""What a process tells its monitoring: metrics. Nothing in it is about a person."""
