"""Importing a file: good rows enroll beside bad ones, a second import changes nothing, memory stays bounded."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reminders.pathways.catalog import Catalog
from reminders.services.enrollment import import_csv as module
from reminders.services.enrollment.import_csv import check_rows, import_csv
from reminders.services.enrollment.read_csv import CSVFileError
from reminders.services.forms.enrollment_form import REQUIRED_COLUMNS
from reminders.store.tables import consents, enrollments, messages, pathway_versions, patients
from tests.making import CATALOG, OAK, SOMEBODY, all_rows, csv_file, csv_text, row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context
    from reminders.services.enrollment.import_csv import ImportReport

TABLES = (patients, enrollments, messages, consents, pathway_versions)


def refusals(report: ImportReport) -> list[tuple[int, str | None]]:
    return [(item.line, item.column) for item in report.rejected]


def test_good_rows_enroll_and_bad_ones_are_listed_by_line_and_column(context: Context, clinic: Clinic, tmp_path: Path):
    good, secret = row(), "Zzyzx"
    path = csv_file(
        tmp_path,
        good,
        row(phone="12345"),
        row(surgery_date="2026-02-30", given_name=secret),
        row(external_id=good["external_id"]),
        row(timezone=secret),
        row(sms_consent="no", email_consent="no"),
        row(procedure="=1+1"),
        row(given_name=f"=cmd|{secret}"),
        row(),
    )
    report = import_csv(context, clinic, path, actor=SOMEBODY)
    assert dict(report.counts) == {"enrolled": 2}
    assert refusals(report) == [
        (3, "phone"),
        (4, "surgery_date"),
        (5, "external_id"),
        (6, "timezone"),
        (7, "sms_consent"),
        (8, "procedure"),
        (9, "given_name"),
    ]
    assert "the same id stands on line 2" in report.rejected[2].error
    assert not [item for item in report.rejected if secret in item.error or "12345" in item.error]
    assert len(all_rows(context, enrollments)) == 2


def test_a_second_time_changes_nothing(context: Context, clinic: Clinic, tmp_path: Path):
    path = csv_file(tmp_path, row(), row(), row(language="es"))
    import_csv(context, clinic, path, actor=SOMEBODY)
    before = [all_rows(context, table) for table in TABLES]
    assert dict(import_csv(context, clinic, path, actor=SOMEBODY).counts) == {"unchanged": 3}
    assert [all_rows(context, table) for table in TABLES] == before


def test_a_dry_run_tells_all_and_changes_nothing(context: Context, clinic: Clinic, tmp_path: Path):
    report = import_csv(context, clinic, csv_file(tmp_path, row(), row(phone="1")), dry_run=True, actor=SOMEBODY)
    assert (dict(report.counts), refusals(report)) == ({"enrolled": 1}, [(3, "phone")])
    assert [all_rows(context, table) for table in TABLES] == [[]] * len(TABLES)


@pytest.mark.parametrize("content", ["", "external_id\nA\n", csv_text([row()]) + "Jos\udc82"])
def test_of_a_file_that_cannot_be_read_nothing_is_enrolled(
    context: Context, clinic: Clinic, tmp_path: Path, content: str
):
    path = tmp_path / "patients.csv"
    path.write_text(content, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(CSVFileError):
        import_csv(context, clinic, path, actor=SOMEBODY)
    assert all_rows(context, enrollments) == []


def test_a_pathway_that_was_changed_in_place_refuses_its_rows_only(context: Context, clinic: Clinic, tmp_path: Path):
    import_csv(context, clinic, csv_file(tmp_path, row(), row(procedure="laminectomy")), actor=SOMEBODY)
    own = tmp_path / "pathways"
    own.mkdir()
    file = CATALOG.find("microdiscectomy")
    assert file is not None
    (own / "mine.yaml").write_text(file.source.replace("day: 9", "day: 10"), encoding="utf-8")
    changed = replace(context, catalog=Catalog(own))
    report = import_csv(changed, clinic, csv_file(tmp_path, row(), row(procedure="laminectomy"), row()), actor=SOMEBODY)
    assert dict(report.counts) == {"enrolled": 1}
    assert refusals(report) == [(2, "procedure"), (4, "procedure")]
    assert f"raise `version` in its file to {file.pathway.version + 1}" in report.rejected[0].error


def test_a_failure_in_one_batch_leaves_whole_batches_behind(
    context: Context, clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "BATCH", 2)
    seen: list[int] = []

    def progress(read: int) -> None:
        seen.append(read)
        if len(seen) == 2:
            raise KeyboardInterrupt

    path = csv_file(tmp_path, *(row() for _ in range(6)))
    with pytest.raises(KeyboardInterrupt):
        import_csv(context, clinic, path, progress=progress, actor=SOMEBODY)
    assert len(all_rows(context, enrollments)) == 4
    assert dict(import_csv(context, clinic, path, actor=SOMEBODY).counts) == {"unchanged": 4, "enrolled": 2}
    assert seen == sorted(seen)


def many(count: int) -> Iterator[str]:
    yield ",".join(REQUIRED_COLUMNS) + "\n"
    for number in range(count):
        phone = f"+1202555{number % 10_000:04d}"
        cells = (
            f"N{number},Ana,Rivera{number},{phone},a{number}@example.org,en,,microdiscectomy,2026-03-10,desk,yes,yes"
        )
        yield (cells if number % 100 else cells.replace("2026-03-10", "yesterday")) + "\n"


@pytest.mark.slow
def test_ten_thousand_rows_are_checked_one_by_one_in_little_memory(tmp_path: Path):
    path = tmp_path / "many.csv"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(many(10_000))
    kept: list[int] = []
    for number, _ in enumerate(check_rows(path, OAK, CATALOG)):
        if number == 8000:  # tracing is slow, and the last rows tell as much as all
            tracemalloc.start()
        if number in {8500, 9500}:
            kept.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    # What grows is the list of ids that may not come twice: some 150 bytes a row.
    assert kept[1] - kept[0] < 500_000
