"""Scores by procedure, surgeon, language or age group over the days after surgery, as tables and CSV."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from reminders.core.language.known_languages import own_names
from reminders.core.model.audit_actions import Action
from reminders.core.records.cohorts import CohortBy, CohortLine, cohort_tables
from reminders.core.records.report_filter import FEW, SPANS
from reminders.services.records.reports.cohorts import read_scores
from reminders.services.records.reports.report_csv import scores_csv
from reminders.web.staff.current_user import CurrentUser, Enroller, RecentEnroller

router = APIRouter()

WIDTH, HEIGHT, EDGE = 120, 32, 5


@router.get("/reports/scores")
def show(user: Enroller, days: str = "", by: str = "") -> HTMLResponse:
    """Show how scores move from day to day in each group."""
    chosen = _read(days, by)
    lines = _lines(user, chosen, Action.VIEWED_REPORTS)
    return user.page(
        "staff/scores.html",
        tables=cohort_tables(lines),
        days=chosen[0],
        by=chosen[1],
        spans=SPANS,
        ways=list(CohortBy),
        few=FEW,
        points=points,
        languages=own_names(),
    )


@router.get("/reports/scores.csv")
def download(user: RecentEnroller, days: str = "", by: str = "") -> Response:
    """Download the same numbers."""
    chosen = _read(days, by)
    text = scores_csv(chosen[1], _lines(user, chosen, Action.DOWNLOADED_SCORES))
    headers = {"Content-Disposition": f'attachment; filename="scores-by-{chosen[1].value}-{chosen[0]}-days.csv"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv", headers=headers)


def points(cells: Sequence[CohortLine | None], days: Sequence[int]) -> list[tuple[float, float]]:
    """Return where the means of one row stand in its little chart: days from left to right, 10 on top."""
    span = (days[-1] - days[0]) or 1
    return [
        (
            round(EDGE + (WIDTH - 2 * EDGE) * (cell.day - days[0]) / span, 1),
            round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * cell.mean / 10, 1),
        )
        for cell in cells
        if cell is not None and cell.mean is not None
    ]


def _read(days: str, by: str) -> tuple[int, CohortBy]:
    """Read what an address asks for; what is not offered is the longest span, by procedure."""
    span = next((one for one in SPANS if str(one) == days), SPANS[-1])
    return span, next((one for one in CohortBy if one.value == by), CohortBy.PROCEDURE)


def _lines(user: CurrentUser, chosen: tuple[int, CohortBy], action: Action) -> Sequence[CohortLine]:
    return read_scores(user.context, user.clinic, chosen[1], chosen[0], action, actor=user.actor)
