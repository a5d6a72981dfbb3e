"""The real site on a free port, and the browser that is installed on this machine."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from reminders.config import Settings
from reminders.web.app import make_web_app
from tests.web.desk import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Generator

    from reminders.services.context import Context

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@contextmanager
def browser() -> Generator[Browser]:
    """Start Chromium; without one the tests skip, and fail where the environment says CI=true."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        words = "no Chromium found; on Debian: apt-get install chromium"
        pytest.fail(words) if os.environ.get("CI") == "true" else pytest.skip(words)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--in-process-gpu"])
        yield started
        started.close()


@contextmanager
def site(context: Context) -> Generator[str]:
    """Serve the site on a free port and return its address."""
    with served(context, 0) as address:
        yield address


@contextmanager
def served(context: Context, port: int) -> Generator[str]:
    """Serve the site and return its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(make_web_app(context, Settings(public_url=address)), log_config=None)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join(60)


def open_page(found: Browser, address: str, **options: object) -> Page:
    """Open a window that fails on what goes wrong inside it: a script's error, or anything the policy blocks."""
    window: BrowserContext = found.new_context(base_url=address, locale="en-US", **({"viewport": DESK} | options))  # type: ignore[arg-type]
    window.set_default_timeout(30_000)
    page = window.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
    return page


def sign_in(page: Page, email: str = "nurse@oak.example", password: str = PASSWORD) -> None:
    """Sign in as a person does."""
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
