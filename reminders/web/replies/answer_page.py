"""The one-tap page behind `/a/<token>`: a GET shows the answers as buttons, only a POST gives one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from reminders.services.replies.answer_by_link import QuestionPage, answer_by_link, open_question
from reminders.web.pages.dead_link import dead_link
from reminders.web.pages.pages import page
from reminders.web.pages.patient_language import language_values

if TYPE_CHECKING:
    from reminders.services.context import Context

_NO_INDEX = {"X-Robots-Tag": "noindex, nofollow, noarchive"}


def make_router(context: Context) -> APIRouter:
    """Build the routes on a context."""
    router = APIRouter()

    @router.get("/a/{token}")
    def ask(request: Request, token: str, first: int | None = None, language: str = "") -> HTMLResponse:
        """Show the answers; change nothing. `first` was chosen for the first part of a question in two."""
        return _answer(request, open_question(context, token, language), token, language, first)

    @router.post("/a/{token}/{digit}")
    def give(request: Request, token: str, digit: int, language: str = "") -> HTMLResponse:
        """Take one answer; within the hour another one takes its place."""
        return _answer(request, answer_by_link(context, token, [digit], language), token, language)

    @router.post("/a/{token}/{first}/{second}")
    def give_two(request: Request, token: str, first: int, second: int, language: str = "") -> HTMLResponse:
        """Take both answers of a question in two parts."""
        return _answer(request, answer_by_link(context, token, [first, second], language), token, language)

    return router


def _answer(
    request: Request, question: QuestionPage | None, token: str, asked: str, first: int | None = None
) -> HTMLResponse:
    if question is None:
        return dead_link(request)
    home = f"/a/{token}"
    first = first if question.parts and first in question.choices else None
    values = language_values(question.clinic, question.language, asked, home)
    answer = page("patient/answer.html", question=question, home=home, first=first, **values)
    answer.headers.update(_NO_INDEX)
    return answer
