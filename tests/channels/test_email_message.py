"""The email itself: headers, both bodies, and nothing that can be slipped in."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import product
from typing import Any

import pytest

from reminders.channels.smtp.message import EmailAddressError, compose, parse_sender, receiver
from reminders.core.model.contact import Channel
from reminders.ports import Rendered
from tests.channels.making import BODY, EMAIL, HTML, NOON, outgoing
from tests.tables import each_row

UNSUBSCRIBE = "https://reminders.example.org/u/" + "t" * 120
FROM = "Oak Street Clinic <care@clinic.example>"


def build(email_from: str = FROM, **more: Any) -> tuple[EmailMessage, str]:
    """The email as a mail program reads it, and its raw head."""
    raw = compose(outgoing(Channel.EMAIL, **more), email_from=email_from, date=NOON).content
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed, raw.split(b"\r\n\r\n")[0].decode("ascii")


def by_the_library(number: int, address: str, sender: str, content: Rendered) -> EmailMessage:
    """The same email, composed header by header by the standard library."""
    message = EmailMessage(policy=policy.SMTP.clone(cte_type="7bit"))
    message["From"] = sender
    message["To"] = Address(addr_spec=address)
    message["Subject"] = content.subject or ""
    message["Date"] = format_datetime(NOON)
    message["Message-ID"] = f"<message-{number}@clinic.example>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message.set_content(content.text, cte="quoted-printable")
    if content.html is not None:
        message.add_alternative(content.html, subtype="html", cte="quoted-printable")
    reread = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert isinstance(reread, EmailMessage)
    return reread


def bodies(message: EmailMessage) -> list[str]:
    parts = [message.get_body([kind]) for kind in ("plain", "html")]
    return [part.get_content().replace("\r\n", "\n") for part in parts if part is not None]


def test_headers() -> None:
    message, _ = build(number=7, reply_to="desk@clinic.example", unsubscribe_url=UNSUBSCRIBE)
    assert message["From"] == FROM
    assert message["To"] == EMAIL
    assert message["Subject"] == "Your recovery"
    assert message["Date"].datetime == NOON
    assert message["Message-ID"] == "<message-7@clinic.example>"
    assert message["Reply-To"] == "desk@clinic.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_long_unsubscribe_address_stands_on_the_wire_as_it_is() -> None:
    _, head = build(unsubscribe_url=UNSUBSCRIBE)
    assert f"\r\nList-Unsubscribe: <{UNSUBSCRIBE}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head


def test_no_unsubscribe_headers_without_an_address() -> None:
    message, _ = build()
    assert message["List-Unsubscribe"] is None
    assert message["List-Unsubscribe-Post"] is None
    assert message["Reply-To"] is None


def test_both_bodies_are_intact_in_seven_bits() -> None:
    message, _ = build()
    assert message.get_content_type() == "multipart/alternative"
    assert bodies(message) == [BODY + "\n", HTML + "\n"]
    assert all(byte < 128 for byte in message.as_bytes())


@each_row("text", [".\n..\n.end", "á" * 3000, "x" * 3000, "línea\n" * 200, ""])
def test_odd_bodies_are_intact(text: str) -> None:
    message, _ = build(content=Rendered(text, "s"))
    assert bodies(message) == [text if text.endswith("\n") else text + "\n"]
    assert all(len(line) <= 78 for line in message.as_bytes().split(b"\n")[10:])


def test_text_only() -> None:
    message, _ = build(content=Rendered(BODY, "Your recovery"))
    assert message.get_content_type() == "text/plain"


def test_a_subject_in_spanish_survives() -> None:
    subject = "¿Cómo va su recuperación después de la operación? Díganos, por favor, cómo está hoy 🚶"
    message, head = build(content=Rendered(BODY, subject))
    assert message["Subject"] == subject
    assert head.isascii()
    assert all(len(line) <= 78 for line in head.split("\r\n"))


def test_the_message_id_outlives_a_change_of_sender() -> None:
    message, _ = build(sender="Elm Clinic <hello@elm.example>")
    assert message["From"] == "Elm Clinic <hello@elm.example>"
    assert message["Message-ID"] == "<message-1@clinic.example>"


def test_an_international_domain_goes_out_in_ascii() -> None:
    message, _ = build(address="ana@clínica.example")
    assert message["To"] == "ana@xn--clnica-4va.example"


@each_row(
    "address",
    [
        "",
        "ana",
        "@example.org",
        "ana@",
        "ana@example.org, eve@example.org",
        "ana@example.org\r\nBcc: eve@example.org",
        "ana@example.org\n",
        "ana@example.org ",
        "Ana <ana@example.org>",
        "<ana@example.org>",
        "ana@example.org>\r\nRCPT TO:<eve@example.org",
        "eve@evil.example,ana@example.org",
        "áná@example.org",
        "ana@exa mple.org",
        "ana @example.org",
        "ana\x00@example.org",
        "ana@example.org(comment)",
        "ana(comment)@example.org",
        "ana@" + "x" * 70 + ".org",
    ],
)
def test_only_one_plain_address_is_a_receiver(address: str) -> None:
    with pytest.raises(EmailAddressError) as caught:
        build(address=address)
    assert "ana" not in str(caught.value)
    assert caught.value.__cause__ is None


@each_row("field", ["subject", "message_id", "reply_to", "sender", "unsubscribe_url"])
@each_row("ending", ["\r\n", "\n", "\r"])
def test_no_line_break_gets_into_a_header(field: str, ending: str) -> None:
    bad = f"care@clinic.example{ending}Bcc: eve@example.org"
    more: dict[str, Any] = {"content": Rendered(BODY, bad)} if field == "subject" else {field: bad}
    with pytest.raises(ValueError, match=r"line break|character") as caught:
        build(**more)
    assert "eve" not in str(caught.value)


@each_row("text", ["care@clinic.example", FROM, '"Oak, Street" <care@clinic.example>', "Clínica <care@clinic.example>"])
def test_senders(text: str) -> None:
    assert parse_sender(text).addr_spec == "care@clinic.example"
    message, _ = build(email_from=text)
    assert message["From"].addresses[0].addr_spec == "care@clinic.example"
    assert len(message["From"].addresses) == 1


@each_row("text", ["", "clinic", "Clinic <>", "care@"])
def test_a_sender_must_be_an_address(text: str) -> None:
    with pytest.raises(ValueError, match="sender must look like"):
        parse_sender(text)


SENDERS = [FROM, "care@clinic.example", '"A, B" <a@b.example>', "Clínica Niño-Ruiz & Søn de Ortopedia <hola@b.example>"]
SUBJECTS = ["Your recovery", "¿Cómo está hoy?", "día " * 60, "x" * 500, "a" * 76 + " 🚶", "=?utf-8?q?not_encoded?=", ""]
TEXTS = [
    "Walk.\n",
    "Camine. á\n" * 40,
    "x" * 5000,
    "a b \t\n.\n..\nFrom x\n",
    "=3D\n--=_attempt-1--\n",
    "\u2028 \x0b\n",
]
ADDRESSES = [EMAIL, "a.b+c_d=e@xn--clnica-4va.example", "o'neil!#$%@a-1.example", "x" * 64 + "@example.org"]
EMAILS = [
    *((sender, SUBJECTS[1], TEXTS[1], EMAIL) for sender in SENDERS),
    *((FROM, subject, TEXTS[0], EMAIL) for subject in SUBJECTS),
    *((FROM, SUBJECTS[0], text, EMAIL) for text in TEXTS),
    *((FROM, SUBJECTS[0], TEXTS[0], address) for address in ADDRESSES),
]


def test_every_email_reads_as_the_one_that_the_standard_library_composes() -> None:
    different: list[str] = []
    for (sender, subject, text, address), html in product(EMAILS, (None, "<p>á</p>\n")):
        content = Rendered(text, subject, html)
        message, _ = build(number=3, sender=sender, address=address, content=content)
        expected = by_the_library(3, address, sender, content)
        different += [
            f"{name} of {subject[:20]!r} from {sender} to {address}: {message[name]!r}, not {value!r}"
            for name, value in expected.items()
            if name not in {"Content-Type", "Content-Transfer-Encoding"} and str(message[name]) != str(value)
        ]
        if bodies(message) != bodies(expected) or message.defects:
            different.append(f"the words {text[:20]!r}: {bodies(message)}")
    assert different == []


def test_a_plain_address_is_what_the_standard_library_reads_it_as() -> None:
    assert [receiver(address).addr_spec for address in ADDRESSES] == [
        Address(addr_spec=address).addr_spec for address in ADDRESSES
    ]


def test_no_line_is_longer_than_mail_servers_take() -> None:
    long = "https://reminders.example.org/u/" + "t" * 850
    _, head = build(unsubscribe_url=long, content=Rendered(BODY, "palabra " * 100, HTML), reply_to=FROM)
    assert f"<{long}>" in head
    assert all(len(line) <= 998 for line in head.split("\r\n"))
    with pytest.raises(ValueError, match="character"):
        build(unsubscribe_url=long + "t" * 100)


@pytest.mark.parametrize("attempt_id", ['a"; x=1', "a\r\nBcc: eve@example.org", "á", "", "a" * 80])
def test_a_boundary_holds_nothing_but_an_id(attempt_id: str) -> None:
    with pytest.raises(ValueError, match="character"):
        build(attempt_id=attempt_id)


def test_what_emails_share_is_encoded_once() -> None:
    """Nothing of one patient's stays in another's: the shared lines are the same bytes, the own ones differ."""
    first, second = (
        build(number=number, address=f"p{number}@example.org", unsubscribe_url=f"{UNSUBSCRIBE}{number}")[1]
        for number in (1, 2)
    )
    differing = {line.split(":")[0] for line in set(first.splitlines()) ^ set(second.splitlines())}
    assert differing == {"To", "Message-ID", "List-Unsubscribe", ' boundary="=_attempt-1"', ' boundary="=_attempt-2"'}
