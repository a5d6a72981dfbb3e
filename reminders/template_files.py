"""Finds template files: the shipped `templates/`, a clinic's own folder laid over it, and what a language brings along.

A language of a clinic's own keeps its templates in its folder of data: `messages/walk/xx/sms.txt` is
`xx/templates/messages/walk/sms.txt` there.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import FileSystemLoader, TemplateNotFound

from reminders.data import languages, roots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jinja2 import Environment

_IN_LANGUAGE: Final = "templates"
_OWN: Final = "own-wording"


class TemplateFiles(FileSystemLoader):
    """The folders of templates as one; also what loads them."""

    def __init__(self, overlay: Path | None = None, own: Mapping[str, str] | None = None) -> None:
        """`own`: a clinic's own wording by name (`messages/walk/en/sms.txt`), laid over all folders."""
        self.own = own or {}
        self.shipped = shipped_folder()
        self._folders = [self.shipped] if overlay is None else [overlay, self.shipped]
        super().__init__(self._folders)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Read a template, as Jinja asks for it."""
        if template in self.own:
            return self.own[template], f"{_OWN}/{template}", lambda: True
        try:
            return super().get_source(environment, template)
        except TemplateNotFound:
            for root, name in _in_language(template):
                return FileSystemLoader(root).get_source(environment, name)
            raise

    def find(self, name: str) -> Path | None:
        """Return where a file is; None if there is none."""
        own = (folder / name for folder in self._folders)
        brought = (root / inside for root, inside in _in_language(name))
        return next((place for place in (*own, *brought) if place.is_file()), None)

    def has(self, name: str) -> bool:
        """Return True if there is such a file."""
        return name in self.own or self.find(name) is not None

    def text(self, name: str) -> str:
        """Return what a file says, as it stands.

        Raises:
            OSError: it cannot be read.

        """
        if name in self.own:
            return self.own[name]
        place = self.find(name)
        if place is None:
            raise FileNotFoundError(name)
        return place.read_bytes().decode("utf-8")

    def files(self, name: str) -> tuple[str, ...]:
        """Name the files in a folder, of all places together."""
        places = [folder / name for folder in self._folders] + [
            root / inside for root, inside in _in_language(f"{name}/")
        ]
        found = {item.name for place in places if place.is_dir() for item in place.iterdir() if item.is_file()}
        found |= {path.rpartition("/")[2] for path in self.own if path.rpartition("/")[0] == name}
        return tuple(sorted(item for item in found if not item.startswith(".")))

    def label(self, name: str) -> str:
        """Say where a template file is, the way a person would look for it."""
        if name in self.own:
            return f"the clinic's own {name}"
        place = self.find(name)
        return f"templates/{name}" if place is None or place.is_relative_to(self.shipped) else str(place)

    def looked_for(self, name: str) -> str:
        """Say every place in which a file was looked for."""
        return " and ".join(str(folder / name) for folder in self._folders)

    def children(self, name: str) -> tuple[str, ...]:
        """Name the folders in a folder; one that begins with `_` is a part of others."""
        places = (place for folder in self._folders if (folder / name).is_dir() for place in (folder / name).iterdir())
        own = {path[len(name) + 1 :].partition("/")[0] for path in self.own if path.startswith(f"{name}/")}
        return tuple(sorted({place.name for place in places if place.is_dir() and place.name[0] not in "_."} | own))

    def languages(self, name: str) -> tuple[str, ...]:
        """Name the languages that a template has files in."""
        brought = (code for code in languages() if any(_in_language(f"{name}/{code}/")))
        return tuple(sorted({*self.children(name), *brought}))

    def name_of(self, file: Path) -> str | None:
        """Return the name of the template that a file holds; None for any other file."""
        if file.parts[:1] == (_OWN,):
            return file.relative_to(_OWN).as_posix()
        for folder in self._folders:
            if file.is_relative_to(folder):
                return file.relative_to(folder).as_posix()
        for root in roots():
            if file.is_relative_to(root):
                language, name, *rest = file.relative_to(root).parts
                if name == _IN_LANGUAGE:
                    return "/".join((*rest[:-1], language, rest[-1]))
        return None


def _in_language(name: str) -> Iterator[tuple[Path, str]]:
    """Where a language brings a template along, if it does: the folder of languages and the path in it."""
    *folders, language, file = name.split("/")
    if language not in languages():
        return
    inside = "/".join((language, _IN_LANGUAGE, *folders, file))
    for root in roots():
        if (root / inside).exists():
            yield root, inside


def shipped_folder() -> Path:
    """Return the templates that come with the program: inside an installed package, else beside it."""
    package = Path(__file__).parent
    in_wheel = package / "templates"
    return in_wheel if in_wheel.is_dir() else package.parent / "templates"
