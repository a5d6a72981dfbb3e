"""The image's /venv from what is installed here: the wheel with what it requires, linked instead of fetched once more.

`make setup` has resolved the same constraints with pip a moment ago; what this adds is that nothing else is there.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import venv
from importlib.metadata import Distribution, PathDistribution, distribution
from importlib.util import cache_from_source
from pathlib import Path
from zipfile import Path as ZipPath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_LEFT_OUT = re.compile(r"phonenumbers/geodata/|icalendar/tests/|twilio/rest/(?!api/)[^/]+/")
"""What the Dockerfile removes, by the path in site-packages."""


def build_venv(folder: Path, wheel: Path) -> Path:
    """Make a venv in `folder` that holds what the wheel requires, without the wheel itself; return its Python."""
    venv.create(folder, with_pip=False)
    site_packages = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    for found in _closure(_metadata(wheel)):
        for file in found.files or ():
            if _LEFT_OUT.match(file.as_posix()):
                continue
            source = Path(str(found.locate_file(file))).resolve()
            if ".." in file.parts:  # a program, whose first line names its Python
                _copy_program(source, folder / "bin" / file.name)
                continue
            _link(source, site_packages / file)
            if file.suffix == ".py":
                cache = Path(cache_from_source(str(source)))
                _link(cache, site_packages / file.parent / "__pycache__" / cache.name)
    return folder / "bin" / "python"


def _metadata(wheel: Path) -> Distribution:
    return PathDistribution(next(path for path in ZipPath(wheel).iterdir() if path.name.endswith(".dist-info")))


def _closure(root: Distribution) -> list[Distribution]:
    """List what a distribution requires on this machine, with the extras that are asked for."""
    known: dict[tuple[str, str], Distribution] = {}
    waiting = [(root, "")]
    while waiting:
        asking, extra = waiting.pop()
        for requirement in map(Requirement, asking.requires or ()):
            if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
                continue
            for wanted in ("", *requirement.extras):
                key = (canonicalize_name(requirement.name), wanted)
                if key not in known:
                    known[key] = distribution(requirement.name)
                    waiting.append((known[key], wanted))
    return list({canonicalize_name(item.metadata["Name"]): item for item in known.values()}.values())


def _link(source: Path, target: Path) -> None:
    if not source.is_file() or target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def _copy_program(source: Path, target: Path) -> None:
    if source.parent.name != "bin":
        return
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    target.write_text(f"#!{target.parent / 'python'}\n" + "".join(lines[1:]), encoding="utf-8")
    target.chmod(0o755)
