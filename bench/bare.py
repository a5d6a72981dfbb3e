"""The ceilings: bare loops without a database. `python -m bench.bare HOW PORT FIRST COUNT`, HOW one of `LOOPS`.

Each sends to COUNT receivers numbered from FIRST and prints what it cost as JSON.
"""

from __future__ import annotations

import asyncio
import json
import logging
import resource
import smtplib
import sys
import time
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

import aiohttp
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from reminders.core.model.contact import Channel
from reminders.ports import ClinicVoice, Links, PatientVoice, Rendered, TemplateValues
from reminders.rendering import TemplateFolder

ACCOUNT, TOKEN = "AC" + "0" * 32, "bench-token"
IN_FLIGHT = 50
"""As many as one of our waves has in the air."""


def text_to(number: int) -> dict[str, Any]:
    """Make one text of the usual length."""
    words = "Oak Street Clinic: day 1. Short walks on level ground help now. Reply STOP to stop texts, HELP for help."
    return {"to": phone(number), "from_": "+12025550000", "body": words, "validity_period": 3600}


def phone(number: int) -> str:
    """Make a phone number of its own for each patient."""
    return f"+1{2120000000 + number % 1_000_000 + (number // 1_000_000) * 100_000_000 + 3_000_000}"


def bare_sdk(port: int, numbers: range) -> None:
    """Send one after the other over the SDK's pooled connections."""
    client = Client(ACCOUNT, TOKEN)
    client.api.base_url = f"http://127.0.0.1:{port}"
    for number in numbers:
        client.messages.create(**text_to(number), status_callback=f"http://bench/{number}")


def bare_sdk_async(port: int, numbers: range) -> None:
    """Keep 50 in flight over the SDK's asynchronous client."""
    asyncio.run(_send_async(port, numbers))


async def _send_async(port: int, numbers: range) -> None:
    async with AsyncTwilioHttpClient() as transport:
        client = Client(ACCOUNT, TOKEN, http_client=transport)
        client.api.base_url = f"http://127.0.0.1:{port}"
        waiting = iter(numbers)

        async def work() -> None:
            for number in waiting:
                await client.messages.create_async(**text_to(number), status_callback=f"http://bench/{number}")

        await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))


def bare_http(port: int, numbers: range) -> None:
    """Post the same form without the SDK: what the provider of this benchmark can take."""
    asyncio.run(_post(port, numbers))


async def _post(port: int, numbers: range) -> None:
    waiting = iter(numbers)
    url = f"http://127.0.0.1:{port}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    async with aiohttp.ClientSession() as session:

        async def work() -> None:
            for number in waiting:
                form = {"To": phone(number), "From": "+12025550000", "Body": text_to(number)["body"]}
                async with session.post(url, data=form) as answer:
                    await answer.read()

        await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))


def bare_smtp(port: int, numbers: range) -> None:
    """Render and build each message with the standard library and send it on one connection."""
    renderer = TemplateFolder()
    with smtplib.SMTP("127.0.0.1", port, "bench") as smtp:
        for number in numbers:
            values = TemplateValues(
                clinic=ClinicVoice("Oak Street Clinic", "(202) 555-0100", "911"),
                patient=PatientVoice("Zenobia"),
                links=Links(f"https://bench.example/r/{number}", f"https://bench.example/u/{number}"),
                day=1,
                step="mail_now",
            )
            content = renderer.render("light_activity", "en", Channel.EMAIL, values)
            smtp.send_message(email_to(number, content))


def email_to(number: int, content: Rendered) -> EmailMessage:
    """Build the email that ours is, header by header."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("Oak Street Clinic", "care", "clinic.example")
    message["To"] = Address(addr_spec=f"zenobia.{number}@bench.example.org")
    message["Subject"] = content.subject or ""
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{number:036d}@clinic.example>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<https://bench.example/u/{number}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(content.text)
    message.add_alternative(content.html or "", subtype="html")
    return message


LOOPS = {"sdk": bare_sdk, "sdk_async": bare_sdk_async, "http": bare_http, "smtp": bare_smtp}


def main(how: str, port: int, first: int, count: int) -> None:
    """Run one loop, once warm."""
    logging.getLogger("twilio").setLevel(logging.WARNING)
    LOOPS[how](port, range(first, first + 1))
    spent = time.process_time()
    LOOPS[how](port, range(first + 1, first + count))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": time.process_time() - spent, "peak": peak}))


if __name__ == "__main__":
    main(sys.argv[1], *(int(text) for text in sys.argv[2:]))
