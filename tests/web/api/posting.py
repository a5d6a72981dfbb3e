"""Another system that is told of changes: it writes down what it gets, and answers as it is told to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reminders.ports import PostAnswer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.ports import Post
    from reminders.services.context import Context


class Receiver:
    """A poster that reaches one system, without a network: `answer` is what it says, None for no answer."""

    def __init__(self) -> None:
        self.answer: int | None = 200
        self.got: list[Post] = []

    def refuses(self, url: str) -> str | None:
        """Take every address."""
        del url
        return None

    def post_all(self, posts: Sequence[Post]) -> Sequence[PostAnswer]:
        """Take the posts."""
        self.got += posts
        return [PostAnswer(self.answer, "" if self.answer else "no answer in time") for _ in posts]


def with_poster(context: Context, receiver: Receiver | None = None) -> Context:
    """Return the context with a way out for webhooks."""
    return replace(context, poster=receiver or Receiver())
