"""Which worker runs which test: a file stays with one of them, so that what the file sets up is set up once.

pytest-xdist's own groups do not work with pytest 9.2, which no longer reads the name that xdist writes a group into:
each test went to any worker, and each worker started the servers, browsers and images of a file again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

APART: Final = ("tests/browser/", "tests/promises/test_real_year.py")
"""Tests that take long and share nothing within their file: each goes to the worker that is free first."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """Share out files, in the order of the run; xdist's own way is left to who asks for another one than `load`."""
    if config.getvalue("dist") != "load":
        return None
    from xdist.scheduler import LoadScopeScheduling  # a run without workers does without it

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return nodeid if nodeid.startswith(APART) else nodeid.partition("::")[0]

    config.option.loadscopereorder = False  # the longest come first: see running.py
    return ByFile(config, log)
