"""`make refresh-base`: asks the registry for the digest of each base image and writes tag@sha256:… into the files.

The same bytes are used until the next time. `ARGS=--check` writes nothing: it fails where a pin is unknown to the
registry, or where its tag has moved on. Run it where the registry can be reached, and commit what changed.
"""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser
from pathlib import Path

from tests.image.registry import DOCKER_HUB, Registry, RegistryError

ROOT = Path(__file__).parents[2]
_KUBERNETES = tuple(f"deploy/kubernetes/{path.name}" for path in sorted((ROOT / "deploy/kubernetes").glob("*.yaml")))
FILES = ("Dockerfile", "docker-compose.yml", "docker-compose.dev.yml", *_KUBERNETES)
_NAMED = re.compile(r"^(?P<before>ARG \w+_IMAGE=| *(?:- )?image: |FROM (?!\$)(?:--\S+ )*)(?P<name>\S+)", re.MULTILINE)
_PINNED = re.compile(r"(?P<image>[\w./-]+?):(?P<tag>[\w][\w.-]*)(?:@(?P<digest>sha256:[0-9a-f]{64}))?")
OURS = re.compile(r"reminders(:|$)")


class UnpinnedError(Exception):
    """A file names a base image in a form that holds no tag and digest, or two digests of one tag."""


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Refresh every base image, or check it; print what is found, and return the exit code."""
    parser = ArgumentParser(prog="make refresh-base")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a pin is unknown or old")
    parser.add_argument("--registry", default=DOCKER_HUB, help="a mirror of Docker's registry")
    asked = parser.parse_args(arguments)
    registry = Registry(asked.registry.rstrip("/"))
    try:
        found = bases(root)
        digests = {name: registry.digest(*name.rsplit(":", 1)) for name in found}
        if asked.check:
            return _check(registry, found, digests)
    except (UnpinnedError, RegistryError) as error:
        print(f"refresh-base: {error}; nothing was changed")
        return 1
    for name in FILES:
        file = root / name
        file.write_text(pin(file.read_text(encoding="utf-8"), digests), encoding="utf-8")
    for name, digest in digests.items():
        print(f"{name}@{digest}{'' if found[name] == digest else ' (new)'}")
    return 0


def bases(root: Path) -> dict[str, str | None]:
    """Return the images that the files name and that are not built here, each with the digest that stands there.

    Raises:
        UnpinnedError: an image has no tag, or something that is no digest, or other digests elsewhere.

    """
    found: dict[str, str | None] = {}
    for file in FILES:
        for named in _NAMED.finditer((root / file).read_text(encoding="utf-8")):
            if OURS.match(named["name"]):
                continue
            parts = _PINNED.fullmatch(named["name"])
            if parts is None:
                raise UnpinnedError(f"{file} names {named['name']}, which is no image:tag or image:tag@sha256:…")
            name = f"{parts['image']}:{parts['tag']}"
            if found.setdefault(name, parts["digest"]) != parts["digest"]:
                raise UnpinnedError(f"{file} pins {name} by another digest than a file before it")
    return found


def pin(text: str, digests: dict[str, str]) -> str:
    """Put the digest behind each image."""

    def written(named: re.Match[str]) -> str:
        name = named["name"].partition("@")[0]
        return named[0] if OURS.match(name) else f"{named['before']}{name}@{digests[name]}"

    return _NAMED.sub(written, text)


def _check(registry: Registry, found: dict[str, str | None], newest: dict[str, str]) -> int:
    for name, digest in found.items():
        if digest is None:
            raise UnpinnedError(f"{name} is not pinned")
        registry.digest(name.rsplit(":", 1)[0], digest)
    moved = [name for name, digest in found.items() if digest != newest[name]]
    for name in moved:
        print(f"{name} has moved on to {newest[name]}: make refresh-base, make image-check")
    print(f"{len(found)} base images, all known to the registry; {len(moved)} of them have moved on")
    return 1 if moved else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
