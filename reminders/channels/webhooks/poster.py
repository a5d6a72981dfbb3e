"""The way out for webhooks: says which addresses cannot be used, and posts to the others."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from reminders.core.api.public_addresses import Network, may_reach
from reminders.ports import PostAnswer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from reminders.ports import Post

MAX_URL: Final = 500


class WebhookPoster:
    """`allowed` are the private networks that the operator has named."""

    def __init__(self, timeout: timedelta, allowed: Sequence[Network] = ()) -> None:
        """`timeout` bounds one whole request, from the look-up to the last byte of the answer."""
        self._timeout = timeout
        self._allowed = tuple(allowed)

    def refuses(self, url: str) -> str | None:
        """Return why an address cannot be used, or None."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return NO_ADDRESS
        printable = url.isascii() and url.isprintable() and " " not in url
        if parts.scheme not in {"http", "https"} or not host or port == 0 or len(url) > MAX_URL or not printable:
            return NO_ADDRESS
        if parts.username is not None or parts.fragment:
            return "leave out the user name, the password and what follows #"
        is_literal = _is_literal(host)
        if is_literal and not may_reach(host, self._allowed):
            return "this is a private address; your system administrator can allow its network (WEBHOOK_NETWORKS)"
        if parts.scheme == "http" and not (is_literal and not may_reach(host)):
            return "use https; http is only for networks that your system administrator has allowed (WEBHOOK_NETWORKS)"
        return None

    def post_all(self, posts: Sequence[Post]) -> Sequence[PostAnswer]:
        """Post all of them at once and return the answers in the same order."""
        from reminders.channels.webhooks.session import post_all  # only who posts pays for aiohttp

        good = [post for post in posts if self.refuses(post.url) is None]
        answers = iter(post_all(good, self._timeout, self._allowed) if good else ())
        return [PostAnswer(None, "private address") if self.refuses(post.url) else next(answers) for post in posts]


NO_ADDRESS: Final = "enter an address such as https://ehr.example.org/reminders"


def _is_literal(host: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host.partition("%")[0])
        except (OSError, ValueError):
            continue
        return True
    return False
