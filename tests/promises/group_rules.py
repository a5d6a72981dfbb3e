"""Rules that several lines break together: repeats, caps, the opt-in line, answers to replies."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.promises.story import FOREVER, is_red_flag

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from tests.promises.case import Case
    from tests.promises.clock import Interval
    from tests.promises.inputs import Line
    from tests.promises.story import Story

PER_DAY_SCHEDULED, PER_DAY_ALL = 3, 20
# Seven days on the wall clock can be an hour or two short of 168 hours.
SAME_WORDS = timedelta(days=7) - timedelta(hours=2)
ANSWER_WITHIN = timedelta(minutes=10)
_OPT_IN = re.compile(r"\b(STOP|ALTO)\b")


def check_repeats(case: Case) -> Iterator[str]:
    """No step twice for one surgery day; no words twice in a week unless the step says so."""
    for external_id, lines in case.by_patient.items():
        story = case.stories.get(external_id)
        if story is None:
            continue
        seen: dict[tuple[str | None, int, str | None], Line] = {}
        words: dict[str, datetime] = {}
        for sent, line in sorted(((x.sent_at, x) for x in lines if x.sent_at), key=lambda pair: pair[0]):
            version = story.version_at(sent)
            step = case.step(line)
            way = line.channel if step and step.on_both else None
            key = (line.step, version.anchor if version else -1, way)
            of_visit = step is not None and step.of_visit
            if key in seen and not of_visit:
                yield f"{line}: sent twice, first in {seen[key]}"
            seen.setdefault(key, line)
            if line.channel == "sms" and line.body:
                before = words.get(line.body)
                if before is not None and sent - before < SAME_WORDS and not (step and step.repeat):
                    yield f"{line}: the same words went to this phone within 7 days"
                words[line.body] = sent


def check_caps(case: Case) -> Iterator[str]:
    """Scheduled texts a day and in any seven days, by the local date they were due; and the fuse by phone."""
    for external_id, lines in case.by_patient.items():
        story = case.stories.get(external_id)
        if story is None:
            continue
        days = Counter(
            line.due_at.astimezone(story.row.zone).date()
            for line in lines
            if line.sent_at and line.due_at and line.channel == "sms"
        )
        for day, count in days.items():
            if count > case.clinic.daily_cap:
                yield f"{external_id}: {count} texts due on {day}, the cap is {case.clinic.daily_cap} a day"
            week = in_week(days, day)
            if week > case.clinic.weekly_cap:
                yield f"{external_id}: {week} texts due in 7 days from {day}, the cap is {case.clinic.weekly_cap}"
    for texts in case.sent_texts.values():
        yield from _fuse(case, texts)


def in_week(days: Counter[date], first: date) -> int:
    """How many fall on the seven dates from `first`."""
    return sum(days[first + timedelta(days=offset)] for offset in range(7))


def _fuse(case: Case, texts: list[tuple[datetime, Line]]) -> Iterator[str]:
    total: Counter[date] = Counter()
    scheduled: Counter[date] = Counter()
    for sent, line in texts:
        day = sent.astimezone(case.stories[line.external_id or ""].row.zone).date()
        total[day] += 1
        scheduled[day] += line.kind == "scheduled"
        if line.kind == "scheduled" and scheduled[day] > PER_DAY_SCHEDULED:
            yield f"{line}: scheduled text number {scheduled[day]} to one phone on {day}"
        if total[day] > PER_DAY_ALL:
            yield f"{line}: text number {total[day]} to one phone on {day}"


def check_opt_in(case: Case) -> Iterator[str]:
    """The first scheduled text to a phone says how to stop."""
    for texts in case.sent_texts.values():
        scheduled = [(sent, line) for sent, line in texts if line.kind == "scheduled"]
        first = [line for sent, line in scheduled if sent == scheduled[0][0]]
        if first and not any(_OPT_IN.search(line.body or "") for line in first):
            yield f"{first[0]}: the first text to this phone does not carry the opt-in line"


def check_replies(case: Case) -> Iterator[str]:
    """Answers of the service: none during an outage, one per STOP once stopped, and each red flag answered."""
    answers: dict[str, list[tuple[datetime, Line]]] = defaultdict(list)
    for line in case.lines:
        story = case.stories.get(line.external_id or "")
        if line.kind == "scheduled" or story is None or line.sent_at is None:
            continue
        answers[line.external_id or ""].append((line.sent_at, line))
        if any(line.sent_at in span for span in story.blocks("outage")):
            yield f"{line}: sent while outage"
    by_phone: dict[str, list[Story]] = defaultdict(list)
    for story in case.stories.values():
        by_phone[story.row.phone or story.row.external_id].append(story)
        yield from _unanswered(case, story, answers[story.row.external_id])
    for sharers in by_phone.values():
        everything = [pair for story in sharers for pair in answers[story.row.external_id]]
        for span in sharers[0].closed["sms"]:
            yield from _after_stop(sharers[0], span, everything)


def _after_stop(story: Story, span: Interval, answers: list[tuple[datetime, Line]]) -> Iterator[str]:
    allowed = sum(stop in span for stop in story.stops)
    sent = [line for when, line in sorted(answers, key=lambda pair: pair[0]) if line.channel == "sms" and when in span]
    for line in sent[allowed:]:
        if line.sent_at and story.has_closed("sms", line.sent_at):
            yield f"{line}: sent after STOP, beyond its one confirmation"


def _unanswered(case: Case, story: Story, answers: list[tuple[datetime, Line]]) -> Iterator[str]:
    if "sms" not in story.row.channels or story.shares_phone:
        return
    for when, body in story.replies:
        if not is_red_flag(body) or story.has_closed("sms", when):
            continue
        ready = max([when, *(span.end for span in story.blocks("outage") if when in span and span.end < FOREVER)])
        if ready + ANSWER_WITHIN > case.end or story.has_closed("sms", ready):
            continue
        if not any(when <= sent <= ready + ANSWER_WITHIN for sent, _ in answers):
            yield f"{story.row.external_id}: a red-flag reply at {when.isoformat()} got no answer"
