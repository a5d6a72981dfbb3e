"""`make refresh-base`: asks the registry, by way of the container engine here, for the digest of each base image.

It writes tag@sha256:… into the Dockerfile and the compose files, so that the same bytes are built from until the next
time. Run it on a machine that reaches the registry, and commit what changed.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = ("Dockerfile", "docker-compose.yml", "docker-compose.dev.yml")
_IMAGE = re.compile(
    r"(?P<before>^(?:ARG PYTHON_IMAGE=| +image: ))(?P<tag>(?!reminders:)[\w./-]+:[\w.-]+)"
    r"(?:@(?P<digest>sha256:[0-9a-f]{64}))?$",
    re.MULTILINE,
)


class NoDigestError(Exception):
    """The registry does not say; nothing is written."""


def main() -> int:
    """Refresh every base image, print what changed, and return the exit code."""
    engine = next((name for name in ("docker", "podman") if _answers(name)), None)
    if engine is None:
        print("refresh-base: neither docker nor podman answers here; nothing was changed")
        return 1
    try:
        digests = {tag: _digest_of(engine, tag) for tag in bases(ROOT)}
    except NoDigestError as error:
        print(f"refresh-base: {error}; nothing was changed")
        return 1
    for name in FILES:
        file = ROOT / name
        file.write_text(pin(file.read_text(encoding="utf-8"), digests), encoding="utf-8")
    for tag, digest in digests.items():
        print(f"{tag}@{digest}")
    return 0


def bases(root: Path) -> dict[str, str | None]:
    """Return the images that the files name, each with the digest that stands there."""
    found = [match for name in FILES for match in _IMAGE.finditer((root / name).read_text(encoding="utf-8"))]
    return {match["tag"]: match["digest"] for match in found}


def pin(text: str, digests: dict[str, str]) -> str:
    """Put the digest behind each image."""
    return _IMAGE.sub(lambda match: f"{match['before']}{match['tag']}@{digests[match['tag']]}", text)


def _answers(engine: str) -> bool:
    if shutil.which(engine) is None:
        return False
    return subprocess.run([engine, "info"], check=False, capture_output=True, timeout=60).returncode == 0


def _digest_of(engine: str, tag: str) -> str:
    """Pull the image and read under which digest the registry keeps it."""
    pulled = subprocess.run([engine, "pull", "--quiet", tag], check=False, capture_output=True, text=True)
    if pulled.returncode:
        last = pulled.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise NoDigestError(f"{tag} could not be pulled: {last[0]}")
    shown = subprocess.run([engine, "image", "inspect", tag], check=True, capture_output=True, text=True)
    known = [name.partition("@")[2] for name in json.loads(shown.stdout)[0].get("RepoDigests") or ()]
    if len(known) != 1:
        raise NoDigestError(
            f"{engine} knows {len(known)} digests of {tag}, not one; `{engine} rmi {tag}` and try again"
        )
    return known[0]


if __name__ == "__main__":
    sys.exit(main())
