"""`python -m reminders` is the `reminders` command."""

from reminders.cli import main

main()
