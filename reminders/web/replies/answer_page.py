"""The one-tap page behind `/a/<token>`: a GET shows the answers as buttons, only a POST gives one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from reminders.core.language.known_languages import spoken_on_pages
from reminders.services.replies.answer_by_link import answer_by_link, open_question
from reminders.web.pages.dead_link import dead_link
from reminders.web.pages.pages import page

if TYPE_CHECKING:
    from reminders.core.language.known_languages import spoken_on_pages
    from reminders.services.context import Context
from reminders.services.replies.answer_by_link import QuestionPage

_NO_INDEX = {"X-Robots-Tag": "noindex, nofollow, noarchive"}


def make_router(context: Context) -> APIRouter:
    """Build the routes on a context."""
    router = APIRouter()

    @router.get("/a/{token}")
    def ask(request: Request, token: str) -> HTMLResponse:
        """Show the answers; change nothing."""
        return _answer(request, open_question(context, token), token)

    @router.post("/a/{token}/{digit}")
    def give(request: Request, token: str, digit: int) -> HTMLResponse:
        """Take one answer; within the hour another one takes its place."""
        return _answer(request, answer_by_link(context, token, digit), token)

    return router


def _answer(request: Request, question: QuestionPage | None, token: str) -> HTMLResponse:
    if question is None:
        return dead_link(request)
    language = spoken_on_pages(question.language)
    answer = page("patient/answer.html", question=question, language=language, home=f"/a/{token}")
    answer.headers.update(_NO_INDEX)
    return answer
