"""What to call a browser in a list of one's sessions: "Firefox on Windows"."""

from __future__ import annotations

from typing import Final

_BROWSERS: Final = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
_SYSTEMS: Final = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac"}


def browser_name(user_agent: str) -> str:
    """Return the name for a User-Agent header; empty when it names neither a browser nor a system that we know."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in user_agent), "")
    linux = "Linux" if "Linux" in user_agent else ""
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), linux)
    return f"{browser} on {system}" if browser and system else browser or system
