"""Whatever a file holds, the reader says so in one line and never falls over; and how files are found."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.pathways.catalog import LARGEST_FILE, SHIPPED, Catalog, read_file
from reminders.pathways.reading import PathwayFileError, content_hash, read_pathway
from tests.pathways.test_reading import GOOD
from tests.tables import each_row

if TYPE_CHECKING:
    from pathlib import Path

snippets = st.sampled_from(
    [
        *("yes", "no", "~", "10:00", "&a", "*a", "<<", "!!int", "!x", "|", ">", "- ", "? ", ": ", "{", "}", "[", "]"),
        *("''", '"', "\\x", '"\\UFFFFFFFF"', "\t", "\n", "\r", "\u2028", "\x00", "---", "...", "%YAML 9.9", "0o7"),
        *("-" * 40, "[" * 400, "{a: " * 400, "9" * 30, "\ufeff", "\ud800", "2026-13-45", "answer.", "# ", "@", "`"),
    ],
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A good file with pieces cut out, doubled and stuck in."""
    text = GOOD
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        middle = draw(snippets | st.just(text[start:end] * 2) | st.text(max_size=5) | st.just(""))
        text = text[:start] + middle + text[end:]
    return text


def _reads_or_refuses(text: str) -> None:
    try:
        pathway = read_pathway(text, "own.yaml")
    except PathwayFileError as error:
        told = str(error)
        assert told.startswith("own.yaml, line ")
        assert len(told.splitlines()) == 1
    else:
        assert len(content_hash(pathway)) == 64


@given(damaged())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(text: str) -> None:
    _reads_or_refuses(text)


@given(st.text(st.characters(), max_size=60) | st.lists(snippets, max_size=12).map("".join))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    _reads_or_refuses(text)


@pytest.mark.parametrize(
    ("raw", "place", "says"),
    [
        (GOOD.replace("Plan propio", "Línea").encode("latin-1"), "line 4, column 28", "save the file as UTF-8"),
        (GOOD.encode("utf-16"), "line 1, column 1", "save the file as UTF-8"),
        (b"\xff", "line 1, column 1", "save the file as UTF-8"),
        (GOOD.encode("utf-32-be"), "line 1, column 1", "a control character"),
        (b"", "line 1, column 1", "empty"),
        (codecs.BOM_UTF8, "line 1, column 1", "empty"),
    ],
)
def test_a_wrong_encoding_is_told_with_its_place(tmp_path: Path, raw: bytes, place: str, says: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_bytes(raw)
    with pytest.raises(PathwayFileError) as error:
        read_file(file)
    assert str(error.value).startswith(f"own.yaml, {place}: ")
    assert says in str(error.value)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_bytes(codecs.BOM_UTF8 + GOOD.encode())
    assert read_file(file).pathway == read_pathway(GOOD, "own.yaml")


def test_what_cannot_be_a_pathway_is_not_even_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    huge.write_text("#" * (LARGEST_FILE + 1))
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    for file, says in [(huge, "larger than 256 kB"), (folder, "cannot be read"), (tmp_path / "no.yaml", "cannot be")]:
        with pytest.raises(PathwayFileError, match=f"^{file.name}: .*{says}"):
            read_file(file)


def test_a_clinics_own_folder_is_laid_over_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "b.yml").write_text(GOOD.replace("own_plan", "microdiscectomy"))
    (tmp_path / "notes.txt").write_text("not looked at")
    catalog = Catalog(tmp_path)
    assert catalog.ids == ("laminectomy", "microdiscectomy", "own_plan", "spinal_fusion", "vertebroplasty_kyphoplasty")
    own = catalog.find("microdiscectomy")
    assert own is not None
    assert own.pathway.version == 3
    assert own.source == GOOD.replace("own_plan", "microdiscectomy")
    assert catalog.find("elsewhere") is None
    assert [pathway.id for pathway in catalog.pathways] == list(catalog.ids)


def test_two_files_of_one_folder_cannot_share_an_id(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "b.yaml").write_text(GOOD)
    with pytest.raises(PathwayFileError, match=r"^b\.yaml: another file of this folder has the id 'own_plan'"):
        Catalog(tmp_path)


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(PathwayFileError, match=r"PATHWAYS_DIR .* is not a folder"):
        Catalog(tmp_path / "nowhere")


@each_row("file", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_shipped_file_is_named_after_its_id(file: Path) -> None:
    assert read_file(file).pathway.id == file.stem
