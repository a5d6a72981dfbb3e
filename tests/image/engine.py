"""The container engine here, and one project of docker-compose.yml on it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST_SECONDS = 1800


class CheckError(Exception):
    """Something did not come up or did not do what it should; the message says which."""


@dataclass(frozen=True)
class Engine:
    """A program that builds and runs images, and the one that reads compose files for it."""

    program: str
    compose: list[str]

    @property
    def is_podman(self) -> bool:
        """Return True if it is podman."""
        return self.program.endswith("podman")

    def build(self, root: Path, tag: str, *options: str) -> float:
        """Build the image; return the seconds it took. IMAGE_BUILD_OPTIONS adds to the command, as `options` do."""
        form = ["--format", "docker"] if self.is_podman else []  # the other form has no health check
        began = time.monotonic()
        self.run(
            "build", *form, *shlex.split(os.environ.get("IMAGE_BUILD_OPTIONS", "")), *options, "-t", tag, str(root)
        )
        return time.monotonic() - began

    def run(self, *arguments: str) -> str:
        """Run a command of the engine; return what it printed."""
        return call([self.program, *arguments])

    def size(self, tag: str) -> float:
        """Return an image's size in MB."""
        return json.loads(self.run("image", "inspect", tag))[0]["Size"] / 1e6


def find_engine() -> Engine | str:
    """Return the engine here, or why there is none."""
    compose = {
        "docker": [["docker", "compose"], ["docker-compose"]],
        "podman": [["podman-compose", "--in-pod=false"], ["podman", "compose"]],
    }
    named = os.environ.get("IMAGE_COMPOSE")
    for program, choices in compose.items():
        if shutil.which(program) is None or not _runs([program, "info"]):
            continue
        for choice in [shlex.split(named)] if named else choices:
            if _runs([*choice, "version"]):
                return Engine(program, choice)
        return f"{program} runs here, but none of {', '.join(' '.join(choice) for choice in choices)}"
    return "neither docker nor podman runs here"


def call(command: list[str], *, env: dict[str, str] | None = None, text: str = "") -> str:
    """Run a command and return its output; what it said goes into the error."""
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, input=text, env=env, timeout=MOST_SECONDS
    )
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise CheckError(f"`{' '.join(command[:12])}` ended with {done.returncode}:\n{last}")
    return done.stdout


def _runs(command: list[str]) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@dataclass
class Stack:
    """The services of a compose file under a project name of their own.

    The conditions of `depends_on` are waited for here: not every engine that reads compose files can.
    """

    engine: Engine
    project: str
    files: list[Path]
    variables: dict[str, str]
    env_file: Path
    workers: int = 2
    started: dict[str, float] = field(default_factory=dict)

    def up(self, *services: str, again: bool = False) -> None:
        """Start services and nothing they depend on."""
        scale = ["--scale", f"worker={self.workers}"] if "worker" in services else []
        more = ["--force-recreate"] if again else []
        self._compose("up", "-d", "--no-deps", "--no-build", *more, *scale, *services)

    def down(self) -> None:
        """Remove everything, the database as well; not every `down` knows of the second container of a service."""
        own = ["--filter", f"label=com.docker.compose.project={self.project}"]
        if left := self.engine.run("ps", "--all", "--quiet", *own).split():
            self.engine.run("rm", "--force", *left)
        self._compose("down", "--volumes")

    def ids(self, service: str) -> list[str]:
        """Return the containers of a service that run."""
        return self._ids(service)

    def one(self, service: str) -> str:
        """Return the only container of a service."""
        found = self.ids(service)
        if len(found) != 1:
            raise CheckError(f"{len(found)} containers of {service} run, not one: {self.logs(service)}")
        return found[0]

    def wait_healthy(self, service: str, count: int = 1, seconds: float = 120) -> None:
        """Wait until the health check of each container of a service says yes."""
        began = time.monotonic()
        self.until(
            lambda: len(found := self.ids(service)) >= count and all(self._is_healthy(one) for one in found),
            f"{service} is not healthy",
            seconds,
        )
        self.started.setdefault(service, time.monotonic() - began)

    def wait_done(self, service: str) -> None:
        """Wait until a service that ends has ended well."""
        found = self._ids(service, "--all")
        code = self.engine.run("wait", found[0]).strip() if found else "none"
        if code != "0":
            raise CheckError(f"{service} ended with {code}: {self.logs(service)}")

    def until(self, fact: Callable[[], bool], what: str, seconds: float = 120) -> None:
        """Wait until something is so."""
        end = time.monotonic() + seconds
        while not fact():
            if time.monotonic() > end:
                raise CheckError(f"{what} after {seconds:.0f} s\n{self.logs('worker')}\n{self.logs('web')}")
            time.sleep(1)

    def execute(self, container: str, *command: str, text: str = "") -> str:
        """Run a command in a container."""
        return call([self.engine.program, "exec", "-i", container, *command], text=text)

    def logs(self, service: str) -> str:
        """Return the last lines of a service."""
        found = self._ids(service, "--all")
        said = [f"{service}: {line}" for one in found for line in self._last_lines(one)]
        return "\n".join(said)

    def inspect(self, container: str) -> dict[str, Any]:
        """Return what the engine knows of a container."""
        return json.loads(self.engine.run("inspect", container))[0]

    def memory(self, container: str) -> str:
        """Return the memory that a container uses, and its limit."""
        return self.engine.run("stats", "--no-stream", "--format", "{{.MemUsage}}", container).strip()

    def _last_lines(self, container: str) -> list[str]:
        done = subprocess.run(
            [self.engine.program, "logs", "--tail", "12", container], check=False, capture_output=True, text=True
        )
        return (done.stdout + done.stderr).splitlines()

    def _is_healthy(self, container: str) -> bool:
        if self.engine.is_podman:  # its timers need systemd, which a container host may lack
            return _runs([self.engine.program, "healthcheck", "run", container])
        return self.inspect(container)["State"].get("Health", {}).get("Status") == "healthy"

    def _ids(self, service: str, *more: str) -> list[str]:
        labels = (f"com.docker.compose.project={self.project}", f"com.docker.compose.service={service}")
        filters = [word for label in labels for word in ("--filter", f"label={label}")]
        return self.engine.run("ps", "--quiet", *more, *filters).split()

    def _compose(self, *arguments: str) -> None:
        files = [word for file in self.files for word in ("-f", str(file))]
        command = [*self.engine.compose, "-p", self.project, "--env-file", str(self.env_file), *files, *arguments]
        call(command, env=os.environ | self.variables)
