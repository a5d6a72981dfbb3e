"""Every code that the product can store has a sentence for people."""

from __future__ import annotations

import re
from pathlib import Path

from reminders.channels.smtp.replies import SMTPStep, judge
from reminders.core.sending.faults.bounces import read_bounce
from reminders.core.sending.faults.fault_sentences import OUR_CODES, UNKNOWN, sentence_of
from reminders.core.sending.faults.fault_tables import TEXT_FAULTS
from reminders.core.sending.faults.mail_faults import FAULTS
from tests.core.mail.bounce_cases import STANDARD
from tests.core.mail.test_bounces import REPORT
from tests.heldout_delivery.replies import REPLIES
from tests.web.pages.test_translations import words

CHANNELS = Path(__file__).parents[4] / "reminders" / "channels"
_OWN_CODE = re.compile(r'(?:code=|sender_down\(\s*)"([a-z_0-9]+)"')


def stored_codes() -> set[str]:
    """Gather the codes: of the tables, of the adapters' own, and of whatever servers may say."""
    own = {code for path in CHANNELS.rglob("*.py") for code in _OWN_CODE.findall(path.read_text(encoding="utf-8"))}
    assert {"timeout", "not_connected", "smtp_certificate", "unreadable_answer"} <= own
    said = {judge(SMTPStep.RCPT, int(answer[:3]), answer[4:].encode()).code for _, answer, _ in REPLIES}
    ours = "0f8fad5b-d9cb-469f-a165-70867728950e"
    bounces = [
        read_bounce(REPORT.format(action=action, status=status, diagnostic=words, ours=ours).encode())
        for _, action, status, words, _ in STANDARD
    ]
    return (
        own
        | {code for code in said if code}
        | {found.code for found in bounces if found}
        | {str(code) for code in TEXT_FAULTS}
        | {f"http_{status}" for status in (301, 400, 401, 403, 404, 408, 422, 429, 500, 502, 503)}
        | {f"smtp_550 5.7.1 {cause}" for cause in FAULTS}
        | {"20500", "20503", "RuntimeError"}
    )


def test_each_has_one_in_both_languages_that_says_what_to_do():
    spanish = words("es").known
    wrong: list[str] = []
    for code in sorted(stored_codes()):
        sentence = sentence_of(code)
        assert sentence is not None
        text = str(sentence)
        if sentence.template == UNKNOWN or sentence.template not in spanish or len(text.split()) < 6:
            wrong.append(f"{code}: {text}")
        assert "{" not in text
        assert spanish[sentence.template].format(**sentence.values)
    assert wrong == []


def test_a_code_that_no_one_knows_is_named():
    assert str(sentence_of("39999")).startswith("The carrier gave code 39999, which we don't know.")
    assert "550 5.9.9" in str(sentence_of("smtp_550 5.9.9"))
    assert sentence_of(None) is None


def test_none_of_our_codes_stands_in_two_tables():
    assert not {code for code in OUR_CODES if code.isdigit() and int(code) in TEXT_FAULTS}
