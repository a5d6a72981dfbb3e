"""The Kubernetes files are valid, run the commands of the compose file, and give no pod more than it needs."""

from __future__ import annotations

import subprocess
from base64 import b64decode
from copy import deepcopy
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from reminders.config import load_settings
from reminders.worker import alive
from tests.production.compose import ONLY
from tests.tables import each_row

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "kubernetes"
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text(encoding="utf-8"))
FILES = sorted(path for path in FOLDER.glob("*.yaml") if path.name != "kustomization.yaml")
PARTS = [(path.name, part) for path in FILES for part in yaml.safe_load_all(path.read_text(encoding="utf-8"))]
PODS = {
    part["metadata"]["name"]: part["spec"]["template"] for _, part in PARTS if part["kind"] in ("Deployment", "Job")
}
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
VERSIONS = ("1.31", "1.37")
"""The oldest release of Kubernetes that the files are for, and the newest whose API the package knows."""
SECRETS = {
    "BROKER_URL": "redis://:secret@redis:6379/0",
    "DATABASE_URL": "postgresql://reminders_data:secret@postgres/reminders",
    "MIGRATION_DATABASE_URL": "postgresql://reminders:secret@postgres/reminders",
    "SECRET_KEY": "a-secret-of-a-test-that-is-long-enough-to-be-one",
    "ENCRYPTION_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
    "TWILIO_AUTH_TOKEN": "0123456789abcdef0123456789abcdef",
    "TWILIO_MESSAGING_SERVICE_SID": "MG0123456789abcdef0123456789abcdef",
    "SMTP_URL": "smtp://mail.example.org:25",
    "EMAIL_FROM": "clinic@example.org",
}


@each_row(("name", "part"), [pytest.param(*row, id=f"{row[0]}-{row[1]['kind']}") for row in PARTS])
def test_a_part_is_what_the_api_takes(name: str, part: dict[str, Any]):
    assert part["metadata"]["name"]
    for version in VERSIONS:
        assert kubernetes_validate.validate(part, version, strict=True) == version


def test_a_slip_in_a_part_is_found():
    """Strict: a name that the API does not know is dropped by a cluster without a word, the probe or limit with it."""
    web = next(part for name, part in PARTS if name == "web.yaml" and part["kind"] == "Deployment")
    for path, value in (
        (("replicas",), "two"),
        (("template", "spec", "hostnetwork"), True),
        (("template", "spec", "containers"), [{}]),
    ):
        wrong = deepcopy(web)
        inner = wrong["spec"]
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value
        with pytest.raises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate(wrong, VERSIONS[0], strict=True)


def test_every_file_is_listed_but_the_one_that_needs_a_partner():
    assert {path.name for path in FILES} - set(KUSTOMIZATION["resources"]) == {"hl7.yaml"}
    assert all((FOLDER / name).exists() for name in KUSTOMIZATION["resources"])


@each_row("name", sorted(PODS))
def test_a_pod_runs_the_command_of_the_compose_file_and_may_do_nothing_else(name: str):
    spec = PODS[name]["spec"]
    (container,) = spec["containers"]
    command, known = container["args"], COMPOSE[name]["command"]
    assert command == [command[-1] if "HL7_PARTNER" in word else word for word in known]
    assert not spec["automountServiceAccountToken"]
    assert spec["securityContext"]["runAsNonRoot"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"]["memory"]
    limit = COMPOSE[name].get("stop_grace_period", "0s")
    assert spec.get("terminationGracePeriodSeconds", 30) >= int(limit.rstrip("s"))


@each_row("name", sorted(PODS.keys() - {"migrate"}))
def test_a_pod_that_hangs_is_noticed(name: str):
    (container,) = PODS[name]["spec"]["containers"]
    probe = container["livenessProbe"]
    if "exec" in probe:
        file = next(item["value"] for item in container["env"] if item["name"] == "LIVENESS_FILE")
        assert probe["exec"]["command"] == ["python", "-m", alive.__name__, file]
    else:
        assert probe.keys() & {"httpGet", "tcpSocket"}


def test_what_selects_pods_selects_some():
    labels: list[dict[str, str]] = [pod["metadata"]["labels"] for pod in PODS.values()]
    for _, part in PARTS:
        spec = part.get("spec", {})
        selector: dict[str, Any] = spec.get("selector", spec.get("podSelector")) or {}
        wanted: dict[str, str] = selector.get("matchLabels", {} if "matchExpressions" in selector else selector)
        assert not wanted or any(wanted.items() <= each.items() for each in labels), part["metadata"]["name"]


def test_the_autoscaler_reads_a_metric_that_exists():
    metric = next(part for _, part in PARTS if part["kind"] == "HorizontalPodAutoscaler")["spec"]["metrics"][0]
    name = metric["external"]["metric"]["name"]
    assert f"`{name}`" in (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def secrets_of(file: Path) -> dict[str, dict[str, str]]:
    """Run the script that makes a secret for each role; return their values."""
    made = subprocess.run(["sh", FOLDER / "make-secrets.sh", file], check=True, capture_output=True, text=True)
    parts = [part for part in yaml.safe_load_all(made.stdout) if part]
    for part in parts:
        kubernetes_validate.validate(part, VERSIONS[0], strict=True)
    return {
        part["metadata"]["name"]: {name: b64decode(value).decode() for name, value in part["data"].items()}
        for part in parts
    }


def test_each_role_has_the_secrets_that_the_compose_file_gives_it_and_no_others(tmp_path: Path):
    names = sorted({*ONLY, "BROKER_URL"} - {"POSTGRES_PASSWORD", "REDISCLI_AUTH", "TRUSTED_PROXIES", "SECRETS_FILE"})
    file = tmp_path / "reminders.env"
    file.write_text("# ours\n\n" + "".join(f"{name}=a=b c${name}\n" for name in names), encoding="utf-8")
    secrets = secrets_of(file)
    wanted = {
        f"reminders-{role}": {name: f"a=b c${name}" for name in names if name in COMPOSE[role]["environment"]}
        for role in PODS
    }
    assert secrets == wanted
    assert set(secrets["reminders-beat"]) == {"BROKER_URL"}
    for role, pod in PODS.items():
        (container,) = pod["spec"]["containers"]
        assert [item["secretRef"]["name"] for item in container["envFrom"] if "secretRef" in item] == [
            f"reminders-{role}"
        ]


def test_each_role_starts_with_what_it_is_given(tmp_path: Path):
    """A role that reads a setting without the secret that goes with it does not start at all."""
    file = tmp_path / "reminders.env"
    file.write_text("".join(f"{name}={value}\n" for name, value in SECRETS.items()), encoding="utf-8")
    secrets = secrets_of(file)
    settings = {
        part["name"]: dict(literal.split("=", 1) for literal in part["literals"])
        for part in KUSTOMIZATION["configMapGenerator"]
    }
    for role, pod in PODS.items():
        (container,) = pod["spec"]["containers"]
        environment: dict[str, str] = {}
        for item in container["envFrom"]:
            environment |= settings[item["configMapRef"]["name"]] if "configMapRef" in item else {}
            environment |= secrets[item["secretRef"]["name"]] if "secretRef" in item else {}
        environment |= {item["name"]: item["value"] for item in container.get("env", []) if "value" in item}
        backend = "twilio" if role in {"web", "worker"} else "outbox"
        assert load_settings(environment).sms_backend == backend, role


def test_a_secret_that_no_role_needs_is_named(tmp_path: Path):
    file = tmp_path / "reminders.env"
    file.write_text("DATABASE_URL=x\nTWILIO_TOKEN=y\n", encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        secrets_of(file)
    assert "no role needs TWILIO_TOKEN" in failed.value.stderr
    assert failed.value.stdout == ""
