"""What makes a Celery process: tasks, beat schedule, transport, startup."""
