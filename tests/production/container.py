"""Runs the services of a compose file as processes: the image's files read-only, its environment and nothing else."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from subprocess import DEVNULL
from typing import TYPE_CHECKING

from tests.production.compose import ComposeError, read_compose, read_env_file, read_image, seconds
from tests.server_programs import NOBODY, private_folder
from tests.servers import free_port

if TYPE_CHECKING:
    from pathlib import Path

    from tests.production.processes import Program, Programs

ENDS_WELL = {0, 128 + signal.SIGTERM, -signal.SIGTERM}
STAYS_UP_SECONDS = 60


# Everything but one folder becomes read-only, for this process and its children alone.
_READ_ONLY = 'mount --make-rprivate / && mount --bind "$1" "$1" && mount -o remount,bind,ro / && shift && exec "$@"'


def everybodys_folder(what: str) -> Path:
    """Make a folder that every user may read and only we may write to."""
    folder = private_folder(what)
    os.chown(folder, os.geteuid(), os.getegid())
    folder.chmod(0o755)
    return folder


def closed_room(tmp: Path, python: Path) -> list[str]:
    """What to put before a command so that it has no rights, and can write to `tmp` only, as far as we may do that."""
    if os.geteuid() != 0:
        return []
    alone = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
    nobody = [*alone, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    ciphertext = ["unshare", "--mount", "--", "/bin/sh", "-c", _READ_ONLY, "sh", str(tmp)]
    for room in ([*ciphertext, *nobody], nobody, [*ciphertext, *alone], alone):
        if _runs_this_python([*room, str(python)]):
            return room
    return []


def _runs_this_python(command: list[str]) -> bool:
    """Return True if Python starts, and is the same: where its own files are closed to a user, another may answer."""
    ask = [*command, "-c", "import sys, celery; print(sys.version)"]
    try:
        done = subprocess.run(ask, check=False, capture_output=True, text=True, cwd="/")
    except OSError:
        return False
    return done.stdout.strip() == sys.version


class Containers:
    """One copy of a project (compose file, Dockerfile, .env and the files of the image), and its services."""

    def __init__(self, project: Path, venv: Path, servers: dict[str, str], programs: Programs) -> None:
        """`venv` is the image's /venv; `servers` says what DATABASE_URL and BROKER_URL are on this machine."""
        self.programs, self.venv, self.servers = programs, venv, servers
        self.variables = read_env_file(project / ".env")
        self.compose = read_compose(project / "docker-compose.yml", self.variables)
        self.image = read_image(project / "Dockerfile")
        self.port = free_port()
        self.app, self.tmp = project / "root-app", project / "root-tmp"
        self.app.mkdir()
        for name in self.image.copied:
            shutil.copy(project / name, self.app / name)
            (self.app / name).chmod(0o444)
        self.app.chmod(0o555)
        self.tmp.mkdir()
        self.tmp.chmod(0o1777)
        self.room = closed_room(self.tmp, venv / "bin" / "python")

    def close(self) -> None:
        """Let the folder be removed."""
        self.app.chmod(0o755)

    def environment(self, name: str) -> dict[str, str]:
        """The image's environment, then the service's own, from .env where it names none; addresses are ours."""
        own = self.compose["services"][name].get("environment", {})
        filled = {key: self.variables.get(key) if value is None else value for key, value in own.items()}
        found = self.image.environment | {key: value for key, value in filled.items() if value is not None}
        if missing := [key for key, value in found.items() if not isinstance(value, str)]:
            msg = f"{name}: {missing} must be text"
            raise ComposeError(msg)
        mapped = {
            "PATH": found["PATH"].replace("/venv", str(self.venv)),
            "HOME": str(self.tmp),
            "TMPDIR": str(self.tmp),
            "HOSTNAME": socket.gethostname(),
            "PORT": str(self.port),
            "METRICS_PORT": "",
            "LIVENESS_FILE": self.own_tmp(found.get("LIVENESS_FILE", ""), name),
        }
        here = {key: value for key, value in self.servers.items() if key in found}
        return found | mapped | here

    def own_tmp(self, path: str, name: str) -> str:
        """Return where a path below a service's own /tmp lies here."""
        return path.replace("/tmp/", f"{self.tmp}/{name}-")  # noqa: S108 the container's own

    def command(self, command: list[str], environment: dict[str, str]) -> list[str]:
        """Find the program as the container would, in its PATH."""
        program = shutil.which(command[0], path=environment["PATH"])
        if program is None:
            msg = f"no program {command[0]}"
            raise ComposeError(msg)
        return [*self.room, program, *command[1:]]

    def start(self, name: str) -> Program:
        """Start a service."""
        environment = self.environment(name)
        command = self.command(self.compose["services"][name].get("command", self.image.command), environment)
        return self.programs.start(name, command, environment, cwd=self.app)

    def run(self, name: str) -> None:
        """Run a service that ends."""
        program = self.start(name)
        if program.process.wait(60) != 0:
            msg = f"{name} ended with code {program.process.returncode}: {program.text[-600:]}"
            raise ComposeError(msg)

    def wait_healthy(self, program: Program) -> None:
        """Ask the service's own health check until it says yes; a service that ends is wrong."""
        environment = self.environment(program.name)
        said = self.compose["services"][program.name]["healthcheck"]["test"]
        kind, *test = [self.own_tmp(word, program.name) for word in said]
        command = self.command(["sh", "-c", *test] if kind == "CMD-SHELL" else test, environment)
        until = time.monotonic() + STAYS_UP_SECONDS
        while program.runs and time.monotonic() < until:
            time.sleep(0.5)
            check = subprocess.Popen(command, env=environment, cwd=self.app, stdout=DEVNULL, stderr=DEVNULL)
            while check.poll() is None and program.runs:
                time.sleep(0.05)
            check.kill()
            if check.wait(10) == 0:
                return
        state = "is never healthy" if program.runs else f"ended with code {program.process.returncode}"
        msg = f"{program.name} {state}: {program.text[-600:]}"
        raise ComposeError(msg)

    def stop(self, program: Program) -> float:
        """Stop a service as Docker does, within its grace; return how long it took."""
        began = time.monotonic()
        grace = seconds(self.compose["services"][program.name]["stop_grace_period"])
        if program.end(signal.SIGTERM, grace) not in ENDS_WELL:
            msg = f"{program.name} ended with code {program.process.returncode}: {program.text[-600:]}"
            raise ComposeError(msg)
        return time.monotonic() - began

    def written(self) -> list[str]:
        """Whatever is in the folders of the image that was not put there."""
        return sorted(path.name for path in self.app.iterdir() if path.name not in self.image.copied)
