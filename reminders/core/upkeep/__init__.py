"""The service itself: how it stands in numbers, and how its keys are written."""
