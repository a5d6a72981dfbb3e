"""Guards: what the documents say is there is there, files stay small, and no address of a package index is kept."""

from __future__ import annotations

import ast
import re
import statistics
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from reminders.store.upkeep.schema import HEAD
from tests.word_lists import field_names, word_lists

ROOT = Path(__file__).parent.parent
LONGEST, MEDIAN, CROWDED = 300, 100, 15
PATH = re.compile(r"`((?:reminders|tests|templates|examples|docs|bench|deploy)/[\w./-]+|[\w-]+\.(?:py|toml|yml))`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PROMISES = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \|(.*)\|(.*)\|(.*)\|$", PROMISES, re.MULTILINE)


def _modules() -> dict[Path, int]:
    files = (path for path in (ROOT / "reminders").rglob("*.py") if "migrations" not in path.parts)
    return {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}


def test_no_module_is_longer_than_300_lines():
    long = {str(path.relative_to(ROOT)): lines for path, lines in _modules().items()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


def test_half_of_the_modules_are_shorter_than_100_lines():
    assert statistics.median(lines for lines in _modules().values() if lines) <= MEDIAN


def test_no_folder_has_more_than_15_modules():
    counts = Counter(str(path.parent.relative_to(ROOT)) for path in _modules() if path.name != "__init__.py")
    assert {folder: count for folder, count in counts.items() if count > CROWDED} == {}


def test_the_web_opens_no_transaction():
    """The contract forbids importing the store; this, reaching it through the context."""
    routers = {path: path.read_text(encoding="utf-8") for path in _modules() if "web" in path.parts}
    assert [str(path.relative_to(ROOT)) for path, text in routers.items() if re.search(r"\bcontext\.db\b", text)] == []


def test_every_folder_says_what_it_is_about():
    """The first line of a package is the sign on its door."""
    packages = [path for path in _modules() if path.name == "__init__.py"]
    assert [str(path.relative_to(ROOT)) for path in packages if not path.read_text(encoding="utf-8").strip()] == []


def test_the_constraints_are_pins_and_nothing_else():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert "://" not in "\n".join(lines)
    pins = [line for line in lines if not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._+!-]+", line)] == []


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    listed = [*project["dependencies"], *extras["dev"], *extras["docs"]]
    wanted = {re.split(r"[\[><=; ]", line)[0].lower() for line in listed}
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = {name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)==", pins, re.MULTILINE)}
    assert {"celery", "pytest"} <= wanted
    assert wanted - pinned == set()


def test_all_promises_are_listed():
    assert [number for number, *_ in ROWS] == [str(number) for number in range(1, 16)]


@pytest.mark.parametrize(("number", "_promise", "code", "tests"), ROWS)
def test_a_promise_names_code_and_tests_that_exist(number: str, _promise: str, code: str, tests: str):
    for column, folder in ((code, "reminders/"), (tests, "tests/")):
        named = PATH.findall(column)
        assert any(name.startswith(folder) for name in named), f"promise {number} names nothing under {folder}"
        assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_way_of_a_message_is_ten_lines():
    architecture = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert len(re.findall(r"^\d+\. ", architecture, re.MULTILINE)) == 10


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_only_files_that_exist(document: Path):
    text = document.read_text(encoding="utf-8")
    missing = [name for name in PATH.findall(text) if not (ROOT / name).exists()]
    missing += [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    assert missing == []


def test_every_page_is_in_the_sites_navigation():
    """A page that no reader is led to: add it to `nav` in mkdocs.yml."""
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    led_to = set(re.findall(r"([\w-]+\.md)$", navigation, re.MULTILINE))
    assert {path.name for path in (ROOT / "docs").glob("*.md")} - led_to == set()


def test_each_decision_has_its_number_a_status_and_three_parts():
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(len(records)))
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert re.search(r"^Status: \w", text, re.MULTILINE), path.name
        assert re.findall(r"^## (\w+)", text, re.MULTILINE) == ["Context", "Decision", "Consequences"], path.name


def test_migrations_are_one_chain_that_ends_at_the_version_of_the_program():
    """Two branches that each add a migration take the same number, and a database gets the tables of one of them."""
    files = sorted((ROOT / "reminders" / "store" / "migrations" / "versions").glob("0*.py"))
    numbers = [path.name[:4] for path in files]
    assert sorted(set(numbers)) == numbers  # one may be left out: who lands first takes the number they were given
    for path, before in zip(files, [None, *numbers], strict=False):
        names = dict(
            re.findall(r'^(revision|down_revision)\b.* = "?(\w+)"?$', path.read_text(encoding="utf-8"), re.MULTILINE)
        )
        assert names == {"revision": path.name[:4], "down_revision": str(before)}, path.name
    assert numbers[-1] == HEAD


def test_no_list_of_words_stands_in_code():
    """Words, weights and patterns are data: they live in `reminders/data/`, where people can review them."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "reminders").rglob("*.py")}
    fields = field_names(trees.values())
    found = [each for path, tree in trees.items() for each in word_lists(path.relative_to(ROOT), tree, fields)]
    assert [str(each) for each in found] == []


PLANTED = {
    "WORDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k']": 11,
    "WORDS = 'a b c d e f g h i j k'.split()": 11,
    "WORDS = frozenset('a b c d e f g h i j k l'.split())": 12,
    "WORDS = {1: 'a', 2: 'b', 3: 'c', 4: 'd', 5: 'e', 6: 'f'} | {7: 'g', 8: 'h', 9: 'i', 10: 'j', 11: 'k'}": 11,
    "WEIGHTS = (0.1, 0.2, 0.3, -0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1)": 11,
    "ROWS = (r('a'), r('b'), r('c'), r('d'), r('e'), r('f'), r('g'), r('h'), r('i'), r('j'), r('k'))": 11,
    "LABELS = dict(a='1', b='2', c='3', d='4', e='5', f='6', g='7', h='8', i='9', j='10', k='11')": 11,
    "SAID = {K.A: _('a'), K.B: 'b', K.C: 'c', K.D: 'd', K.E: 'e', K.F: 'f', K.G: 'g', K.H: 'h', K.I: 'i', K.J: 'j',"
    " K.K: 'k'}": 11,
    "PATTERN = re.compile(r'x(?:a|b|c|d|e|f|g|h|i|j|k)')": 11,
    "PATTERN = f'{X}(?:a|b|c|d|e|f|g|h|i|j|k)'": 11,
    "PATTERN = 'a|b|c|d|e|f|' + 'g|h|i|j|k'": 11,
}
CODE = (
    "PATTERN = r'[|||||||||||||]' + '(a|b)(c|d)(e|f)(g|h)(i|j)(k|l)(m|n)'",
    "__all__ = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k']",
    "ROUTES = (a, b, c, d, e, f, g, h, i, j, k, l)",
    (
        "MOVES = {(S.A, E.B): S.C, (S.B, E.B): S.C, (S.C, E.B): S.C, (S.D, E.B): S.C, (S.E, E.B): S.C, (S.F, E.B): S.C,"
        " (S.G, E.B): S.C, (S.H, E.B): S.C, (S.I, E.B): S.C, (S.J, E.B): S.C, (S.K, E.B): S.C}"
    ),
    (
        "row = {'a': x.a, 'b': x.b, 'c': x.c, 'd': x.d, 'e': x.e, 'f': x.f, 'g': x.g, 'h': x.h, 'i': x.i, 'j': x.j,"
        " 'k': x.k}"
    ),
    "NAMES = ('name', 'name', 'name', 'name', 'name', 'name', 'name', 'name', 'name', 'name', 'name', 'name')",
)


def test_the_guard_against_word_lists_sees_each_kind_and_lets_code_pass():
    def longest(code: str) -> int:
        found = word_lists(Path("x.py"), ast.parse(code), frozenset({"name"}))
        return max((each.entries for each in found), default=0)

    assert {code: longest(code) for code in PLANTED} == PLANTED
    assert {code: longest(code) for code in CODE} == dict.fromkeys(CODE, 0)
