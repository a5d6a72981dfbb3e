"""The worker's entry: `celery -A worker worker`."""

from reminders.celery_app import production_app

app = production_app()
