"""The way tutorials show: one Celery task per message, with SELECT, send, UPDATE. `celery -A bench.tutorial worker`."""

from __future__ import annotations

import logging
import os

from celery import Celery
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from twilio.rest import Client

from bench.bare import ACCOUNT, TOKEN, phone, text_to

app = Celery("tutorial", broker=os.environ.get("BROKER_URL", "memory://"))
app.conf.update(task_ignore_result=True, task_acks_late=True, broker_connection_retry_on_startup=True)


class Base(DeclarativeBase):
    """The tables of the tutorial."""


class Reminder(Base):
    """One message to send."""

    __tablename__ = "tutorial_reminders"
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str]
    body: Mapped[str]
    status: Mapped[str]
    sid: Mapped[str | None]


def open_sessions() -> sessionmaker[Session]:
    """Open the database of DATABASE_URL; nothing connects yet."""
    url = os.environ.get("DATABASE_URL", "sqlite://").replace("postgresql://", "postgresql+psycopg://")
    return sessionmaker(create_engine(url))


sessions = open_sessions()
client = Client(ACCOUNT, TOKEN)
client.api.base_url = os.environ.get("TWILIO_API_BASE_URL", "http://127.0.0.1")
logging.getLogger("twilio").setLevel(logging.WARNING)


@app.task
def send_reminder(number: int) -> None:
    """Send one."""
    with sessions() as session:
        reminder = session.get_one(Reminder, number)
        if reminder.status != "pending":
            return
        message = client.messages.create(to=reminder.phone, from_="+12025550000", body=reminder.body)
        reminder.status, reminder.sid = "sent", message.sid
        session.commit()


def fill(first: int, count: int) -> None:
    """Insert what is to be sent."""
    with sessions() as session:
        Base.metadata.create_all(session.get_bind())
        body = text_to(0)["body"]
        rows = [{"id": n, "phone": phone(n), "body": body, "status": "pending"} for n in range(first, first + count)]
        session.bulk_insert_mappings(Reminder, rows)
        session.commit()


def enqueue(first: int, count: int) -> None:
    """Make one task per message, as the tutorial's scheduler does for what is due."""
    for number in range(first, first + count):
        send_reminder.delay(number)
