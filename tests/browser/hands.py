"""A practiced person at the pages: presses, types, and counts what it takes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PER_CLICK, PER_KEY = 1.3, 0.28
"""Seconds to point and press, and to type one key at 40 words a minute, after Card, Moran and Newell."""
TABS = 3
"""How many fields away a person uses the Tab key and not the pointer."""


@dataclass
class Hands:
    """Counts clicks and keys on one page.

    Putting the cursor into a field is a click, unless it is at most `tabs` away with the Tab key.
    """

    page: Page
    tabs: int = TABS
    clicks: int = 0
    keys: int = 0
    began: float = field(default_factory=time.monotonic)

    def click(self, target: Locator) -> None:
        """Press a button, a link or a choice."""
        self.clicks += 1
        target.click()

    def press(self, *keys: str) -> None:
        """Press keys."""
        self.keys += len(keys)
        for key in keys:
            self.page.keyboard.press(key)

    def enter(self) -> None:
        """Press Enter, which leads to another page."""
        with self.page.expect_navigation():
            self.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        """Type into a field; a date is filled in as its digits would."""
        self._reach(target)
        self.keys += len(text)
        if target.get_attribute("type") == "date":
            target.fill(text)
        else:
            self.page.keyboard.type(text)

    def choose(self, target: Locator, value: str) -> None:
        """Choose from a list: by the letter it begins with, or with a finger."""
        self._reach(target)
        self.keys += 1 if self.tabs else 0
        self.clicks += 0 if self.tabs else 1
        target.select_option(value)

    def tab_to(self, target: Locator, most: int = 40) -> None:
        """Go to something with the Tab key alone."""
        for _ in range(most):
            if self._is_focused(target):
                return
            self.press("Tab")
        assert self._is_focused(target), f"{target} is {most} tabs away"

    def seconds(self) -> float:
        """Return how long it took the site, and would take the hands."""
        return time.monotonic() - self.began + PER_CLICK * self.clicks + PER_KEY * self.keys

    def _reach(self, target: Locator) -> None:
        tabs = 0
        while not self._is_focused(target) and tabs < self.tabs:
            self.page.keyboard.press("Tab")
            tabs += 1
        if self._is_focused(target):
            self.keys += tabs
        else:
            self.click(target)

    def _is_focused(self, target: Locator) -> bool:
        return target.and_(self.page.locator(":focus")).count() > 0
