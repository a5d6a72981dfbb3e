"""Tests of pages run on SQLite, where they are quicker; a file whose SQL is its subject names its `DATABASES`."""

from __future__ import annotations

import pytest


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of a file once for each of its `DATABASES`."""
    kinds = getattr(metafunc.module, "DATABASES", ())
    if kinds and "database_url" in metafunc.fixturenames:
        metafunc.parametrize("database_url", kinds, indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """Name a migrated database of this test alone: SQLite, or what its file says."""
    kind = getattr(request, "param", "sqlite")
    return request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url")
