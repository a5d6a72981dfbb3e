"""How a run goes: what needs real processes first, the quick form by a mark, a limit for each test, nothing outside.

`quick` is set here, on every test of rules, words, services and the store that needs neither a server nor a process of
its own and is not marked `slow`. Pages and commands are left to the whole run: each needs a site or a program.
"""

from __future__ import annotations

import gc
import os
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.tables import only_rows

if TYPE_CHECKING:
    from collections.abc import Generator

HERE = Path(__file__).parent
LIVE = ("production", "chaos", "browser", "embedded")
"""Folders whose tests start our own programs or a browser, the longest first."""
OUTER = ("web", "cli", "worker")
"""Folders of pages and programs: not in the quick form."""
LIMIT, LIVE_LIMIT = 300, 900
"""Seconds for one test, with what it starts."""
SERVERS = {"postgres_url", "postgres_copies", "postgres", "broker", "server", "servers"}
"""Fixtures that start a server."""
DATABASES = ("sqlite", "postgresql")
BOTH = ("store", "services/sending", "services/consent", "services/records")
"""Folders whose tests run on both databases. Any other file does it by naming its `DATABASES`; else it is SQLite."""
LOCAL = {"localhost", "", "0.0.0.0", "::"}
_outside: list[str] = []


class OutsideError(RuntimeError):
    """A test wanted to talk to a machine that is not this one."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--row", default="", help="of a table, run only the rows whose name has this text")
    parser.addoption("--both", action="store_true", help="run every test that has a database on SQLite and PostgreSQL")


def pytest_configure(config: pytest.Config) -> None:
    only_rows(config.getoption("--row"))
    allowed = LOCAL | {_host_of(os.environ.get(name, "")) for name in ("REMINDERS_TEST_DATABASE_URL", "REDIS_URL")}

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in {"socket.connect", "socket.sendto"}:
            host = _host(arguments[1])
            if host is not None and host not in allowed and not _is_loopback(host):
                _outside.append(f"{event} {host}")
                msg = f"tests talk to this machine only, not to {host}: use a stand-in of tests/standins"
                raise OutsideError(msg)

    sys.addaudithook(watch)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of a file once for each of its databases."""
    given = {name for mark in metafunc.definition.iter_markers("parametrize") for name in mark.args[:1]}
    if "database_url" not in metafunc.fixturenames or "database_url" in given:
        return
    place = metafunc.definition.path.relative_to(HERE).as_posix()
    both = metafunc.config.getoption("--both") or place.startswith(BOTH)
    kinds = getattr(metafunc.module, "DATABASES", DATABASES if both else DATABASES[:1])
    metafunc.parametrize("database_url", kinds, indirect=True)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import what the mark of the run leaves out: each worker would spend seconds on it."""
    return True if is_left_out(collection_path, config.getoption("markexpr")) else None


def is_left_out(path: Path, marks: str) -> bool:
    """Whether all tests of a file or folder are left out by `-m marks`; only the forms of the Makefile are known."""
    if not path.is_relative_to(HERE) or path == HERE:
        return False
    is_live = path.relative_to(HERE).parts[0] in LIVE
    if marks == "live":
        return not is_live
    return is_live if marks == "not live" else marks == "quick" and path.relative_to(HERE).parts[0] in (*LIVE, *OUTER)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Import without garbage collections: nearly all of it stays, and going through it is a fifth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that went outside, even if the code under test took the refusal for a fault of the network."""
    _outside.clear()
    result = yield
    if _outside:
        pytest.fail(f"{item.name} wanted to go outside: {', '.join(sorted(set(_outside)))}")
    return result


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Leave out of every later garbage collection what the program and its tests are: it lives as long as they do."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = _folder(item)
        if not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(LIVE_LIMIT if folder in LIVE else LIMIT))
        if folder in LIVE:
            item.add_marker(pytest.mark.live)
        elif folder not in OUTER and not _needs_server(item) and not item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.quick)
    items.sort(key=_turn)  # the longest first, so that no worker is left with one of them at the end


def _turn(item: pytest.Item) -> int:
    folder = _folder(item)
    return LIVE.index(folder) if folder in LIVE else len(LIVE) + (item.get_closest_marker("slow") is None)


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(HERE).parts[0]


def _needs_server(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    values = getattr(getattr(item, "callspec", None), "params", {})
    return bool(names & SERVERS) or "postgresql" in (values.get("database_url"), values.get("empty_url"))


def _host(address: object) -> str | None:
    """Return the host of an internet address; None for a socket of the file system or the kernel."""
    return address[0] if isinstance(address, tuple) and address and isinstance(address[0], str) else None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _host_of(url: str) -> str:
    return urlsplit(url).hostname or ""
