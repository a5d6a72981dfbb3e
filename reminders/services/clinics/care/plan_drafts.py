"""A care plan as one person changes it, step by step: a draft that is kept until it is sent for review."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from reminders.core.model.audit_actions import Action
from reminders.core.model.errors import NotFoundError, RefusedError, UseError
from reminders.core.wording.care_versions import CareKind, CareStep, CareVersion, Signature, live_of
from reminders.pathways.editing import move_step, remove_step
from reminders.pathways.nodes import PathwayFileError
from reminders.pathways.reading import read_pathway
from reminders.services.clinics.care_versions import live_versions, note_care
from reminders.services.clinics.check_care import MAX_STEPS, TOO_MANY, CareContentError, check_care
from reminders.services.wording.live_care import at_clinic
from reminders.store.clinics import clinics
from reminders.store.plans import care_versions

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.core.model.actor import Actor
    from reminders.core.model.clinic import Clinic
    from reminders.core.plans.pathway import Pathway, Step
    from reminders.services.context import Context
    from reminders.store.database.session import Tx


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


CHANGED: Final = _(
    "this care plan has changed since you opened the page; look at it as it is now, then send yours again"
)
OVERTAKEN: Final = _(
    "a colleague's version went live after you began; compare both, and check the box to put yours over it"
)
DEPENDS: Final = _("{other} depends on this one; change or remove {other} first")


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A care plan as its editor sees it: the draft, or what is live where there is none. `mark` is of the text.

    `overtaken`: something else went live after the draft was begun.
    """

    source: str
    pathway: Pathway
    version: CareVersion | None
    overtaken: bool

    @property
    def mark(self) -> str:
        """A mark of the text, by which a form sees that it has changed meanwhile."""
        return sha256(self.source.encode()).hexdigest()[:16]

    @property
    def steps(self) -> list[Step]:
        """The steps that stand in the file: a question's second asking follows from the first."""
        return [step for step in self.pathway.steps if step.again_of is None]

    def step(self, key: str) -> Step:
        """Return a step that stands in the file.

        Raises:
            NotFoundError: there is none of that key.

        """
        found = next((step for step in self.steps if step.key == key), None)
        if found is None:
            raise NotFoundError("no such message")
        return found


def open_draft(context: Context, clinic: Clinic, pathway_id: str, actor: Actor, tx: Tx | None = None) -> PlanDraft:
    """Return the plan as this person has changed it so far.

    Raises:
        NotFoundError: there is no such care plan.

    """
    if tx is None:
        with context.db.read() as opened:
            return open_draft(context, clinic, pathway_id, actor, opened)
    file = at_clinic(context, clinic, tx).catalog.find(pathway_id)
    if file is None:
        raise NotFoundError("no such care plan")
    of_name = care_versions.versions_of(tx, clinic.id, CareKind.PLAN, pathway_id)
    author = Signature.of(actor)
    draft = next((one for one in of_name if one.step is CareStep.DRAFT and one.author == author), None)
    if draft is None:
        return PlanDraft(file.source, file.pathway, None, overtaken=False)
    live = live_of(of_name, context.clock.now())
    overtaken = bool(live and live.live_at and live.live_at > draft.created_at)
    return PlanDraft(draft.content, read_pathway(draft.content, pathway_id, kept=True), draft, overtaken)


def change_draft(
    context: Context,
    clinic: Clinic,
    pathway_id: str,
    change: Callable[[PlanDraft], str],
    *,
    shown: str,
    actor: Actor,
) -> PlanDraft:
    """Keep a change of the plan in the draft, beginning one. `shown`: the mark of what the page showed.

    Raises:
        NotFoundError: there is no such care plan.
        UseError: the plan has changed since, or the result breaks a rule of plans.

    """
    with context.db.begin() as tx:
        clinic = clinics.lock_clinic(tx, clinic.id)
        draft = open_draft(context, clinic, pathway_id, actor, tx)
        if shown != draft.mark:
            raise UseError(CHANGED)
        source = change(draft)
        read_whole(source, pathway_id)
        if source == draft.source:
            return draft
        return _keep(context, tx, clinic, draft, source, actor)


def read_whole(source: str, pathway_id: str) -> Pathway:
    """Read a plan that was edited.

    Raises:
        CareContentError: it breaks a rule of plans.

    """
    try:
        pathway = read_pathway(source, pathway_id)
    except PathwayFileError as error:
        raise CareContentError([str(error).partition(": ")[2] or str(error)]) from None
    if len(pathway.steps) > MAX_STEPS:
        raise CareContentError([TOO_MANY])
    return pathway


def remove(context: Context, clinic: Clinic, pathway_id: str, key: str, *, shown: str, actor: Actor) -> None:
    """Take a step out.

    Raises:
        UseError: another step depends on it, or the plan has changed since.

    """

    def change(draft: PlanDraft) -> str:
        for other in draft.steps:
            if other.key != key and f"answer.{key}" in {*other.when, *other.unless}:
                raise RefusedError(DEPENDS, other=other.key)
        return remove_step(draft.source, draft.step(key).key)

    change_draft(context, clinic, pathway_id, change, shown=shown, actor=actor)


def move(context: Context, clinic: Clinic, pathway_id: str, key: str, by: int, *, shown: str, actor: Actor) -> None:  # noqa: PLR0913
    """Move a step up or down in the list.

    Raises:
        UseError: the plan has changed since.

    """
    change_draft(context, clinic, pathway_id, lambda draft: move_step(draft.source, key, by), shown=shown, actor=actor)


def discard(context: Context, clinic: Clinic, pathway_id: str, *, actor: Actor) -> None:
    """Throw a draft away; nothing happens where there is none.

    Raises:
        NotFoundError: there is no such care plan.

    """
    with context.db.begin() as tx:
        clinics.lock_clinic(tx, clinic.id)
        draft = open_draft(context, clinic, pathway_id, actor, tx)
        if draft.version:
            care_versions.drop_draft(tx, draft.version)
            note_care(context, tx, Action.DISCARDED_CARE, draft.version, actor)


def send_for_review(
    context: Context, clinic: Clinic, pathway_id: str, *, shown: str, compared: bool = False, actor: Actor
) -> CareVersion:
    """Put a draft up for review. `compared`: its author has seen what went live meanwhile.

    Raises:
        NotFoundError: there is no such care plan.
        CareContentError: it breaks a rule of plans, or does not fit the words that are live.
        UseError: nothing was changed, or something changed since the page was opened.

    """
    now = context.clock.now()
    with context.db.begin() as tx:
        clinic = clinics.lock_clinic(tx, clinic.id)
        draft = open_draft(context, clinic, pathway_id, actor, tx)
        standing = at_clinic(context, clinic, tx).catalog.find(pathway_id)
        if draft.version is None or (standing and standing.source == draft.source):
            raise UseError(_("nothing was changed"))
        if shown != draft.mark:
            raise UseError(CHANGED)
        if draft.overtaken and not compared:
            raise UseError(OVERTAKEN)
        new = replace(draft.version, step=CareStep.IN_REVIEW, created_at=now)
        check_care(context, clinic, live_versions(tx, clinic, now), [new])
        care_versions.change_version(tx, new)
        note_care(context, tx, Action.PROPOSED_CARE, new, actor)
        return new


def _keep(context: Context, tx: Tx, clinic: Clinic, draft: PlanDraft, source: str, actor: Actor) -> PlanDraft:
    pathway = read_pathway(source, draft.pathway.id)
    if draft.version:
        new = replace(draft.version, content=source)
        care_versions.change_version(tx, new)
    else:
        shipped = context.catalog.find(pathway.id)
        number = shipped.pathway.version + 1 if shipped else 2
        new = care_versions.add_version(
            tx,
            CareVersion(
                *(0, clinic.id, CareKind.PLAN, pathway.id, number, CareStep.DRAFT, source),
                author=Signature.of(actor),
                created_at=context.clock.now(),
            ),
        )
    note_care(context, tx, Action.DRAFTED_CARE, new, actor)
    return PlanDraft(source, pathway, new, draft.overtaken)
