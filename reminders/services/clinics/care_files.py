"""Care plans and wording as files: `pathways/*.yaml` and `templates/messages/…`, the folders the settings name too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.core.wording.care_versions import CareKind, CareStep, CareVersion, Signature
from reminders.rendering import TemplateFolder
from reminders.services.clinics.care_versions import propose
from reminders.services.clinics.check_care import CareContentError
from reminders.services.wording.live_care import at_clinic, content_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context

PLANS, WORDINGS = "pathways", "templates/messages"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the new versions, and how many plans and wordings stand as they were."""

    versions: list[CareVersion]
    unchanged: int


def export_care(context: Context) -> dict[str, str]:
    """Return the care plans and wording of a context by path, byte for byte as they stand."""
    files = {f"{PLANS}/{one}.yaml": file.source for one in context.catalog.ids if (file := context.catalog.find(one))}
    renderer = context.renderer
    assert isinstance(renderer, TemplateFolder)  # noqa: S101 the only renderer there is outside of tests
    for template in renderer.templates():
        files |= {f"{WORDINGS}/{template}/{file}": text for file, text in renderer.files_of(template).items()}
    return files


def import_care(
    context: Context,
    clinic: Clinic,
    files: Mapping[str, str],
    *,
    actor: Actor,
    approver: Signature | None,
    dry_run: bool = False,
) -> Imported:
    """Make new versions of what differs from what is live, all or none.

    `approver`: who approved them elsewhere, for the record of every text they make: they are live at once. None: they
    wait for a colleague on the site.

    Raises:
        CareContentError: a file breaks a rule, or is in a place where none belongs.

    """
    standing = export_care(at_clinic(context, clinic))
    wrong = [f"{path}: not a place for a care plan or its words" for path in sorted(files) if not _belongs(path)]
    if wrong:
        raise CareContentError(wrong)
    now = context.clock.now()
    drafts: list[CareVersion] = []
    names = {_subject(path) for path in files}
    for kind, name in sorted(names):
        own = {path: text for path, text in files.items() if _subject(path) == (kind, name)}
        if own == {path: text for path, text in standing.items() if _subject(path) == (kind, name)}:
            continue
        number = _first_number(context, kind, name)
        content = _content(kind, own)
        draft = CareVersion(0, clinic.id, kind, name, number, CareStep.DRAFT, content, Signature.of(actor), now)
        drafts.append(draft)
    unchanged = len(names) - len(drafts)
    if dry_run or not drafts:
        return Imported(drafts, unchanged)
    return Imported(propose(context, clinic, drafts, actor=actor, approver=approver), unchanged)


def _belongs(path: str) -> bool:
    parts = path.split("/")
    if path.startswith(f"{PLANS}/"):
        return len(parts) == 2 and path.endswith((".yaml", ".yml"))  # noqa: PLR2004
    return path.startswith(f"{WORDINGS}/") and len(parts) == 5 and parts[2][:1] not in "_."  # noqa: PLR2004


def _subject(path: str) -> tuple[CareKind, str]:
    if path.startswith(f"{PLANS}/"):
        return CareKind.PLAN, path.removeprefix(f"{PLANS}/").rpartition(".")[0]
    return CareKind.WORDING, path.removeprefix(f"{WORDINGS}/").partition("/")[0]


def _content(kind: CareKind, files: Mapping[str, str]) -> str:
    if kind is CareKind.PLAN:
        return next(iter(files.values()))
    return content_of({path.split("/", 3)[3]: text for path, text in files.items()})


def _first_number(context: Context, kind: CareKind, name: str) -> int:
    """Return the lowest number a clinic's own version may have: what ships is the one before."""
    file = context.catalog.find(name) if kind is CareKind.PLAN else None
    return file.pathway.version + 1 if file else 2
