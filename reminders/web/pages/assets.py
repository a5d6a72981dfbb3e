"""The style sheets, the scripts and the mark. Their addresses carry a hash of what they hold, so browsers keep them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter, HTTPException, Response

from reminders.template_files import shipped_folder

router = APIRouter()

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_FILES = (
    "reminders.css",
    *("today.css", "inbox.css", "care.css", "numbers.css", "settings.css"),
    "reminders.js",
    "forms.js",
    "keys.js",
    "reply.js",
    "passkeys.js",
    "idiomorph.min.js",
    "mark.svg",
)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file and the address it is served at."""

    path: str
    content: bytes
    media_type: str


@cache
def assets() -> dict[str, Asset]:
    """Read all files, by name."""
    return {name: _read(name) for name in _FILES}


def asset_path(name: str) -> str:
    """Return the address of a file, for templates."""
    return assets()[name].path


@router.get("/assets/{file}")
def asset(file: str) -> Response:
    """Serve a file, to be kept for a year: other content has another address."""
    for asset_file in assets().values():
        if asset_file.path == f"/assets/{file}":
            keep = {"Cache-Control": "public, max-age=31536000, immutable"}
            return Response(asset_file.content, media_type=asset_file.media_type, headers=keep)
    raise HTTPException(404)


def _read(name: str) -> Asset:
    """Read a file without indentation and lines of comment, which no browser needs. No string of ours spans lines.

    A style sheet goes without the spaces around its punctuation, too. What others wrote is served as it is.
    """
    text = (shipped_folder() / "staff" / name).read_text(encoding="utf-8")
    lines = (line.strip() for line in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).splitlines())
    content = "\n".join(line for line in lines if line and not line.startswith("//"))
    if name.endswith(".css"):
        content = re.sub(r"(?<=[;{])([a-z-]+): ", r"\1:", re.sub(r"\s*([{};,>])\s*", r"\1", content))
    content = (text if ".min." in name else content).encode()
    stem, _, ending = name.rpartition(".")
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(f"/assets/{stem}.{digest}.{ending}", content, _TYPES[ending])
