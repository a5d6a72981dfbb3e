"""Says what the numbers were measured on: they compare within one run, not between machines."""

from __future__ import annotations

import os
import platform
import sqlite3
from pathlib import Path

import psutil
import psycopg

MB = 1024 * 1024


def describe() -> str:
    """Name cores, processor, memory, Python and how busy the machine is."""
    memory = psutil.virtual_memory().total / MB / 1024
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{len(psutil.Process().cpu_affinity())} cores ({_processor()}), {memory:.0f} GB, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, load {load}"
    )


def postgres_version(url: str) -> str:
    """Return the version of a PostgreSQL server."""
    with psycopg.connect(url) as connection:
        version = connection.info.server_version
    return f"PostgreSQL {version // 10000}.{version % 10000}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
