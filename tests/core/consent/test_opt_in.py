"""Double opt-in: what a reply says, whether texts may go, and when the question is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reminders.core.consent.opt_in import OptIn, OptInState, must_ask, next_state, reach_of
from reminders.core.consent.opt_in_answer import OptInAnswer, OptInReply, read_opt_in
from reminders.core.model.contact import Reach
from reminders.core.model.status import Status
from tests.tables import each_row

NOW = datetime(2026, 3, 9, 19, tzinfo=UTC)
YES, NO = OptInReply(OptInAnswer.YES), OptInReply(OptInAnswer.NO)
YES_AND_MORE = OptInReply(OptInAnswer.YES, whole=False)

REPLIES = [
    *((text, YES) for text in ("1", "1.", "#1", "one", "uno", "1 yes", "Reply 1", "option 1", "Hi, 1 please")),
    *((text, YES) for text in ("YES", "yes!", "Yes please", "yeah", "y", "Ok", "sure", "I confirm", "I agree")),
    *((text, YES) for text in ("yes, I would like to get your texts", "'Yes'", "Yes!!! 😊")),
    *((text, YES) for text in ("SÍ", "si", "Sí, gracias", "claro que sí", "De acuerdo", "Hola, sí", "confirmo")),
    *((text, YES) for text in ("sí, quiero recibir los mensajes", "si señora", "acepto")),
    *((text, NO) for text in ("no", "NO", "No thanks", "nope", "no gracias", "No, muchas gracias")),
    *((text, YES_AND_MORE) for text in ("1 but my chest hurts", "Yes. Who is this?", "Sí, pero me sale pus")),
    *((text, YES_AND_MORE) for text in ("1, and my leg is numb", "yes and can I shower")),
    *((text, None) for text in ("2", "10", "1 2", "maybe", "thanks", "👍", "what is 1", "one question: who is this")),
    *((text, None) for text in ("yes no", "not yes", "yes, wrong number", "yes but not now", "1 wait no", "")),
    *(
        (text, None)
        for text in ("si me duele, ¿a quién llamo?", "si puedo", "sí, pero no", "who is this", "no entiendo")
    ),
]


@each_row(("text", "said"), REPLIES)
def test_a_reply_counts_only_when_it_is_clear(text: str, said: OptInReply | None):
    assert read_opt_in(text) == said


_S = OptInState


@each_row(
    ("state", "required", "reach"),
    [
        (None, False, Reach.OPEN),
        (None, True, Reach.NOT_CONFIRMED),
        *((state, required, Reach.OPEN) for state in (_S.CONFIRMED, _S.EARLIER) for required in (True, False)),
        # What a phone was told holds on when the clinic turns the setting off.
        *((_S.ASKED, required, Reach.NOT_CONFIRMED) for required in (True, False)),
        *((_S.DECLINED, required, Reach.DECLINED) for required in (True, False)),
    ],
)
def test_texts_go_only_to_a_phone_that_confirmed(state: OptInState | None, *, required: bool, reach: Reach):
    assert reach_of(state, required=required) is reach


@each_row(
    ("known", "new", "asks"),
    [
        (None, False, True),
        *((OptIn(state), True, False) for state in (_S.CONFIRMED, _S.DECLINED, _S.EARLIER)),
        *(
            (OptIn(_S.ASKED, status, NOW), False, False)
            for status in (Status.PLANNED, Status.SENDING, Status.DELIVERED)
        ),
        *((OptIn(_S.ASKED, status, NOW), False, True) for status in (Status.MISSED, Status.HELD, Status.FAILED)),
        (OptIn(_S.ASKED, None, NOW), False, True),
        (OptIn(_S.ASKED, Status.DELIVERED, NOW - timedelta(days=30)), True, True),
        (OptIn(_S.ASKED, Status.DELIVERED, NOW - timedelta(days=30)), False, False),
        (OptIn(_S.ASKED, Status.DELIVERED, NOW - timedelta(days=29)), True, False),
        (OptIn(_S.DECLINED, Status.DELIVERED, NOW - timedelta(days=300)), True, False),
    ],
)
def test_a_phone_is_asked_once(known: OptIn | None, *, new: bool, asks: bool):
    assert must_ask(known, NOW, new_enrollment=new) is asks


@each_row(
    ("state", "answer", "after"),
    [
        (_S.ASKED, OptInAnswer.YES, _S.CONFIRMED),
        (_S.ASKED, OptInAnswer.NO, _S.DECLINED),
        (_S.DECLINED, OptInAnswer.YES, _S.CONFIRMED),
        (_S.DECLINED, OptInAnswer.NO, None),
        *((state, answer, None) for state in (_S.CONFIRMED, _S.EARLIER) for answer in OptInAnswer),
    ],
)
def test_only_a_yes_opens_and_a_no_takes_nothing_back(state: OptInState, answer: OptInAnswer, after: OptInState | None):
    assert next_state(state, answer) is after
