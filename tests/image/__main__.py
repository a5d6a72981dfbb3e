"""`make image-check`: builds the image, brings all of docker-compose.yml up, and sends through it while parts die.

A stand-in for Twilio joins as one more container. Skips with the reason where there is no container engine.
Where no registry can be reached, IMAGE_STAND_INS="TAG=IMAGE …" names an image that is here for each base image.
"""

from __future__ import annotations

import os
import secrets
import shlex
import sys
import tempfile
import time
from pathlib import Path

import yaml

from reminders.config import new_key
from tests.embedded.clinic_in_a_box import PATHWAY
from tests.image.engine import CheckError, Engine, Stack, find_engine
from tests.image.job import check_containers, check_rolling_restart, check_sending, open_clinic
from tests.image.refresh_base import bases
from tests.servers import free_port
from tests.standins.twilio import ACCOUNT_SID, AUTH_TOKEN

ROOT = Path(__file__).parents[2]
IMAGE = "reminders:local"
MOST_MB = 400
PROJECT = "reminders-check"


def main() -> int:
    """Check, print the figures, and return the exit code."""
    engine = find_engine()
    if isinstance(engine, str):
        print(f"image-check: SKIPPED, nothing was built or run: {engine}")
        return 0
    stand_ins = dict(word.split("=", 1) for word in shlex.split(os.environ.get("IMAGE_STAND_INS", "")))
    with tempfile.TemporaryDirectory(prefix="image-check-") as folder:
        Path(folder).chmod(0o755)
        stack = make_stack(engine, Path(folder), stand_ins)
        try:
            _build(engine, stand_ins)
            _run(stack)
        except CheckError as error:
            print(f"image-check: FAILED: {error}")
            return 1
        finally:
            stack.down()
    print("image-check: passed")
    return 0


def make_stack(engine: Engine, folder: Path, stand_ins: dict[str, str]) -> Stack:
    """Write what an operator would write, and what joins for the check; `stand_ins` takes the place of base images."""
    values = {
        **{name: secrets.token_hex(16) for name in ("POSTGRES_PASSWORD", "POSTGRES_DATA_PASSWORD", "REDIS_PASSWORD")},
        "SECRET_KEY": secrets.token_urlsafe(24),
        "ENCRYPTION_KEYS": new_key(),
        "WEB_LISTEN": f"127.0.0.1:{free_port()}",
        "PUBLIC_URL": "http://web:8000",
        "SMS_BACKEND": "twilio",
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_FROM": "+12025550000",
        "TWILIO_API_BASE_URL": "http://twilio:9999",
        "OIDC_CLIENT_SECRET": "not-for-workers",
        "PATHWAYS_DIR": "/pathways",
        "SMS_PER_SECOND": "10",  # slow enough to kill a worker in the midst of it
        "TICK_SECONDS": "1",
        "LEASE_SECONDS": "12",
        "HTTP_TIMEOUT_SECONDS": "6",
        "SETTLE_AFTER_SECONDS": "5",
    }
    env_file = folder / ".env"
    env_file.write_text("".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8")
    pathways = folder / "pathways"
    pathways.mkdir()
    (pathways / "always_due.yaml").write_text(PATHWAY, encoding="utf-8")
    mount = {"volumes": [f"{pathways}:/pathways:ro"]}
    twilio = {
        "image": IMAGE,
        "command": ["python", "-m", "tests.standins.twilio", "--host", "0.0.0.0", "--port", "9999", "--latency", "0.2"],
        "working_dir": "/standins",
        "volumes": [f"{ROOT / 'tests'}:/standins/tests:ro"],
        "networks": ["outside"],
        "ulimits": {"nofile": 4096},
        "healthcheck": {"disable": True},
    }
    more = folder / "more.yml"
    joins = {"twilio": twilio, "web": mount, "worker": mount}
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    for name, service in compose.items():
        if image := stand_ins.get(service.get("image", "").partition("@")[0]):
            joins[name] = joins.get(name, {}) | {"image": image}
    more.write_text(yaml.safe_dump({"services": joins}), encoding="utf-8")
    return Stack(engine, PROJECT, [ROOT / "docker-compose.yml", more], values, env_file)


def _build(engine: Engine, stand_ins: dict[str, str]) -> None:
    known = bases(ROOT)
    if strange := stand_ins.keys() - known.keys():
        raise CheckError(f"IMAGE_STAND_INS names {', '.join(sorted(strange))}; base images are {', '.join(known)}")
    if stand_ins:
        print(f"the pinned images are not what is tested, stand-ins are: {', '.join(stand_ins.values())}", flush=True)
    python = next((image for tag, image in stand_ins.items() if "/python:" in tag), None)
    options = ["--build-arg", f"PYTHON_IMAGE={python}"] if python else []
    seconds, size = engine.build(ROOT, IMAGE, *options), engine.size(IMAGE)
    print(f"built with {engine.program} in {seconds:.0f} s: {size:.0f} MB", flush=True)
    if size >= MOST_MB:
        raise CheckError(f"the image has {size:.0f} MB, not below {MOST_MB}")


def _run(stack: Stack) -> None:
    began = time.monotonic()
    stack.up("postgres", "redis", "twilio")
    for service in ("postgres", "redis"):
        stack.wait_healthy(service)
    stack.up("migrate")
    stack.wait_done("migrate")
    stack.up("web", "worker", "beat")
    stack.wait_healthy("web")
    stack.wait_healthy("worker", stack.workers)
    stack.wait_healthy("beat")
    print(f"all of it up and healthy in {time.monotonic() - began:.0f} s", flush=True)
    check_containers(stack)
    open_clinic(stack)
    for check in (check_sending, check_rolling_restart):
        print(check(stack), flush=True)
    for service in ("web", "worker", "beat", "postgres", "redis"):
        print(f"memory of {service}: {', '.join(stack.memory(one) for one in stack.ids(service))}")


if __name__ == "__main__":
    sys.exit(main())
