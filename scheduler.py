"""Beat's entry: `celery -A scheduler beat`. Two of them are harmless."""

from reminders.celery_app import production_app

app = production_app()
