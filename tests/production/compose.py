"""Reads docker-compose.yml and the Dockerfile as Docker would, as far as this project uses them, and checks them."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from urllib.parse import SplitResult

OWNER, DATA_ROLE = "reminders", "reminders_data"
ONLY = {
    "MIGRATION_DATABASE_URL": {"migrate"},
    "DATABASE_URL": {"migrate", "web", "worker", "hl7"},
    "SECRET_KEY": {"migrate", "web", "worker", "hl7"},
    "ENCRYPTION_KEYS": {"migrate", "web", "worker", "hl7"},
    "SECRETS_FILE": {"migrate", "web", "worker", "hl7"},
    "POSTGRES_PASSWORD": {"postgres"},
    "REDISCLI_AUTH": {"redis"},
    "OIDC_CLIENT_SECRET": {"web"},
    "TRUSTED_PROXIES": {"web"},
    "FHIR_PRIVATE_KEY": {"web", "worker"},
    "TWILIO_AUTH_TOKEN": {"web", "worker"},
    "SMTP_URL": {"web", "worker"},
    "SECRET_KEY_PREVIOUS": {"web", "worker"},
}
"""Which services may have a secret."""
OURS = ("migrate", "web", "worker", "beat", "hl7")
_TOP = {"name", "services", "networks", "volumes"}
_SERVICE = {
    *("build", "cap_add", "cap_drop", "command", "depends_on", "deploy", "environment", "healthcheck"),
    *(
        "image",
        "init",
        "logging",
        "networks",
        "pids_limit",
        "ports",
        "profiles",
        "read_only",
        "restart",
        "security_opt",
    ),
    *("shm_size", "stop_grace_period", "tmpfs", "ulimits", "user", "volumes"),
}
_HEALTH = {"test", "interval", "timeout", "retries", "start_period", "disable"}
_CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
_VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?::([?-])([^}]*))?\})")
_DURATION = re.compile(r"(?:(\d+)m)?(?:(\d+)s)?")


class ComposeError(Exception):
    """The files are wrong; the message says where."""


@dataclass(frozen=True)
class Image:
    """The last stage of the Dockerfile."""

    environment: dict[str, str]
    command: list[str]
    health: list[str]
    user: str
    workdir: str
    copied: list[str]
    built_from: list[str]


def read_compose(path: Path, variables: Mapping[str, str]) -> dict[str, Any]:
    """Read a compose file with its variables filled in."""
    return _fill(yaml.safe_load(path.read_text()), variables)


def _fill(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _fill(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [_fill(item, variables) for item in value]
    return _VARIABLE.sub(lambda found: _variable(found, variables), value) if isinstance(value, str) else value


def _variable(found: re.Match[str], variables: Mapping[str, str]) -> str:
    escaped, name, sign, more = found.groups()
    if escaped:
        return "$"
    if variables.get(name):
        return variables[name]
    if sign != "-":
        msg = f"{name} is not set: {more}"
        raise ComposeError(msg)
    return more


def read_image(path: Path) -> Image:
    """Read a Dockerfile: what the last stage sets, and what is copied from the checkout."""
    text = re.sub(r"\\\n\s*", " ", path.read_text())
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    last = max(number for number, (word, _) in enumerate(lines) if word == "FROM")
    final = dict(lines[last:])
    copied = [shlex.split(rest)[:-1] for word, rest in lines if word == "COPY" and "--from=" not in rest]
    own = [shlex.split(rest)[:-1] for word, rest in lines[last:] if word == "COPY" and "--from=" not in rest]
    health = re.search(r"CMD (\[.*\])", final["HEALTHCHECK"])
    return Image(
        environment=dict(part.split("=", 1) for part in shlex.split(final["ENV"])),
        command=json.loads(final["CMD"]),
        health=json.loads(health[1]) if health else [],
        user=final["USER"],
        workdir=final["WORKDIR"],
        copied=[name for names in own for name in names],
        built_from=[name for names in copied for name in names],
    )


def read_env_file(path: Path) -> dict[str, str]:
    """Read an env file."""
    lines = [line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def seconds(text: str) -> int:
    """Read a duration such as 1m30s."""
    found = _DURATION.fullmatch(text)
    if not text or found is None:
        msg = f"{text!r} is not a duration"
        raise ComposeError(msg)
    return int(found[1] or 0) * 60 + int(found[2] or 0)


def problems(compose: dict[str, Any]) -> list[str]:
    """Find what is wrong with a compose file, by name; nothing is the good answer."""
    services: dict[str, dict[str, Any]] = compose["services"]
    found = [f"{key}: not a part of a compose file" for key in compose if key not in _TOP and not key.startswith("x-")]
    found += [
        f"{name}: has {key}, which it does not need"
        for name, service in services.items()
        for key in service.get("environment", {})
        if name not in ONLY.get(key, {name})
    ]
    found += [f"{name} is missing" for name in ("postgres", "redis", *OURS) if name not in services]
    for name, service in services.items():
        found += [f"{name}: {problem}" for problem in _service_problems(service, compose)]
    for name in OURS:
        found += [f"{name}: {problem}" for problem in _own_problems(name, services.get(name, {}), services)]
    return found


def _service_problems(service: dict[str, Any], compose: dict[str, Any]) -> list[str]:
    found = [f"{key} is not known" for key in service if key not in _SERVICE]
    health = service.get("healthcheck", {})
    found += [f"healthcheck has {key}" for key in health if key not in _HEALTH]
    if not health.get("disable") and (health.get("test") or [""])[0] not in {"CMD", "CMD-SHELL"}:
        found.append("no healthcheck")
    for key in ("interval", "timeout", "start_period"):
        if key in health:
            seconds(health[key])
    for other, how in service.get("depends_on", {}).items():
        if other not in compose["services"]:
            found.append(f"depends on {other}, which is no service")
        elif how.get("condition") not in _CONDITIONS:
            found.append(f"depends on {other} without a known condition")
        elif how["condition"] == "service_healthy" and compose["services"][other]["healthcheck"].get("disable"):
            found.append(f"waits for the health of {other}, which has no healthcheck")
    limits = service.get("deploy", {}).get("resources", {}).get("limits", {})
    checks = {
        "no restart policy": service.get("restart") in {"no", "unless-stopped", "always"},
        "no limits of CPU and memory": set(limits) == {"cpus", "memory"},
        "no limit of processes": isinstance(service.get("pids_limit"), int),
        "no limit of files, or core dumps": service.get("ulimits", {}).keys() == {"nofile", "core"}
        and service["ulimits"]["core"] == 0,
        "keeps capabilities": service.get("cap_drop") == ["ALL"],
        "may gain privileges": "no-new-privileges:true" in service.get("security_opt", []),
        "a volume that is not declared": all(
            mount.split(":")[0] in compose["volumes"] or (mount.startswith("./") and mount.endswith(":ro"))
            for mount in service.get("volumes", [])
        ),
        "a network that is not declared": set(service.get("networks", [])) <= set(compose["networks"]),
        "open to other machines": all(port.startswith("127.0.0.1:") for port in service.get("ports", [])),
    }
    return found + [problem for problem, fine in checks.items() if not fine]


def _own_problems(name: str, service: dict[str, Any], services: dict[str, Any]) -> list[str]:
    environment = service.get("environment", {})
    made = services.get("postgres", {}).get("environment", {})
    owner = urlsplit(environment.get("MIGRATION_DATABASE_URL") or "")
    database, broker = urlsplit(environment.get("DATABASE_URL") or ""), urlsplit(environment.get("BROKER_URL") or "")
    login = (made.get("POSTGRES_USER"), made.get("POSTGRES_PASSWORD"), made.get("POSTGRES_DB"))
    password = services.get("redis", {}).get("environment", {}).get("REDISCLI_AUTH")
    waits = {other: how["condition"] for other, how in service.get("depends_on", {}).items()}
    checks = {
        "takes more of .env than it names": "env_file" not in service,
        "its root file system can be written to": service.get("read_only") is True,
        "no /tmp": any(mount.split(":")[0] == "/tmp" for mount in service.get("tmpfs", [])),  # noqa: S108
        "no init": service.get("init") is True,
        "PostgreSQL is not waited for": waits.get("postgres") == "service_healthy",
    }
    if name != "beat":
        checks["DATABASE_URL is not the data role at the service postgres"] = (_place(database), database.username) == (
            ("postgres", 5432, login[2]),
            DATA_ROLE,
        ) and database.password not in {None, login[1]}
    if name == "migrate":
        checks["MIGRATION_DATABASE_URL is not the owner at the service postgres"] = (
            _place(owner),
            owner.username,
            owner.password,
        ) == (("postgres", 5432, login[2]), *login[:2])
    if name != "migrate":
        checks["BROKER_URL is not the service redis with its password"] = (
            (broker.scheme, *_place(broker))
            == (
                "redis",
                *("redis", 6379, "0"),
            )
            and bool(password)
            and broker.password == password
        )
        checks["the migration is not waited for"] = waits.get("migrate") == "service_completed_successfully"
        checks["no grace to stop in"] = "stop_grace_period" in service
    if name in {"worker", "beat"}:
        checks["cannot be scaled: it has a port"] = "ports" not in service
    return [problem for problem, fine in checks.items() if not fine]


def _place(url: SplitResult) -> tuple[str | None, int | None, str]:
    return url.hostname, url.port, url.path[1:]
