"""What the documentation site needs beside its pages; `mkdocs.yml` names this file.

Pages link to files outside `docs/` as they stand in the repository, so that they read well there too. Here each such
file becomes part of the site, under `repository/`. Decision records are added to the navigation. Diagrams get their
script from the package mermaidx, which holds Mermaid's own release, so that browsers fetch nothing from elsewhere.
"""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from pathlib import Path
from posixpath import normpath, relpath
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
LINK = re.compile(r"(?<=\]\()(?!https?:|mailto:|#)([^)\s#]+)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
ELSEWHERE = re.compile(r"""<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)=["']?(?:https?:)?//[^"'\s>]+""")
INSTEAD = {
    "docs/adr": "docs/decisions.md",
    "docs/adr/0000-template.md": "docs/decisions.md",
    "tests/core/replies/held_out/README.md": "docs/reading-red-flags.md",
}
"""What stands for a file or folder of the repository that is no page of its own."""
PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "templates/REVIEW.md")
"""Pages of the site that stand outside `docs/`."""
HIDDEN = {".env.example": "repository/env.example"}
"""Files whose names the site would leave out, as it leaves out all that begin with a dot."""
DIAGRAMS, MARK = "assets/mermaid.min.js", "assets/mark.svg"
SHIM = "https://unpkg.com/iframe-worker/shim"
"""What the theme's offline search would load from elsewhere; `docs/assets/iframe-worker.js` is the same, from here."""


def on_config(config: Any) -> Any:
    """Put the decision records into the navigation, below their page."""
    records = [f"adr/{path.name}" for path in sorted((ROOT / "docs" / "adr").glob("*.md")) if path.name[:4] != "0000"]
    config.nav[-1]["Developers"].append({"Decision records": records})
    return config


def on_files(files: Files, config: Any) -> Files:
    """Add what pages link to outside `docs/`, and the script of the diagrams."""
    waiting = [file.src_uri for file in files.documentation_pages()]
    waiting += [
        "repository/README.md",
        "repository/CHANGELOG.md",
        "repository/CONTRIBUTING.md",
        "repository/templates/REVIEW.md",
    ]
    while waiting:
        uri = waiting.pop()
        if files.get_file_from_path(uri) is None:
            files.append(File.generated(config, uri, abs_src_path=str(ROOT / _in_repository(uri))))
        if uri.endswith(".md"):
            text = (ROOT / _in_repository(uri)).read_text(encoding="utf-8")
            targets = {_in_site(path) for path in _linked(uri, text)}
            waiting += [each for each in targets if files.get_file_from_path(each) is None and each not in waiting]
    spec = find_spec("mermaidx")
    if spec is None or spec.origin is None:
        raise PluginError("mermaidx is missing: pip install -e '.[docs]'")
    script = Path(spec.origin).parent / "assets" / "mermaid.js"
    files.append(File.generated(config, DIAGRAMS, abs_src_path=str(script)))
    files.append(File.generated(config, MARK, abs_src_path=str(ROOT / "templates" / "staff" / "mark.svg")))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Lead links to where their files stand in the site; list the decisions on their page."""
    uri = page.file.src_uri

    def lead(match: re.Match[str]) -> str:
        path = _target(uri, match[1])
        return relpath(_in_site(path), os.path.dirname(uri) or ".") if _stands(path) else match[1]

    if uri == "decisions.md":
        markdown += "\n" + "\n".join(_decisions()) + "\n"
    parts, end = [], 0
    for fence in FENCED.finditer(markdown):
        parts += [LINK.sub(lead, markdown[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*parts, LINK.sub(lead, markdown[end:])])


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Give a page with diagrams their script."""
    if 'class="mermaid"' not in html:
        return html
    return f'{html}<script src="{_from(page, DIAGRAMS)}"></script>'


def on_post_page(output: str, page: Page, **_: Any) -> str:
    """Refuse what a reader's browser would fetch from another host."""
    return _from_here_alone(output, page.file.src_uri, _from(page, "assets/iframe-worker.js"))


def on_post_template(output: str, template_name: str, **_: Any) -> str:
    """Do the same for the page that says that there is no such page."""
    return _from_here_alone(output, template_name, "/assets/iframe-worker.js")


def _from_here_alone(output: str, name: str, shim: str) -> str:
    output = output.replace(SHIM, shim)
    fetched = ELSEWHERE.search(output)
    if fetched:
        raise PluginError(f"{name} fetches from elsewhere: {fetched[0]}")
    return output


def _from(page: Page, path: str) -> str:
    return relpath(path, os.path.dirname(page.file.dest_uri) or ".")


def _linked(uri: str, text: str) -> Iterator[str]:
    for link in LINK.findall(FENCED.sub("", text)):
        path = _target(uri, link)
        if _stands(path):
            yield path


def _target(uri: str, link: str) -> str:
    """Return the path in the repository that a link on a page means."""
    return normpath(f"{os.path.dirname(_in_repository(uri))}/{link}").removeprefix("/")


def _stands(path: str) -> bool:
    return not path.startswith("..") and (path in INSTEAD or (ROOT / path).is_file())


def _in_repository(uri: str) -> str:
    for path, shown in HIDDEN.items():
        if uri == shown:
            return path
    outside = uri.removeprefix("repository/")
    return outside if outside != uri else f"docs/{uri}"


def _in_site(path: str) -> str:
    path = INSTEAD.get(path, path)
    if path in HIDDEN:
        return HIDDEN[path]
    inside = path.removeprefix("docs/")
    return inside if inside != path else f"repository/{path}"


def _decisions() -> Iterator[str]:
    for path in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))[1:]:
        title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        yield f"- [{title}](adr/{path.name})"
