"""Plans, messages and answers handed out as FHIR: whole, and of one patient only where one is asked for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from reminders.core.fhir.write import Answer, answer
from reminders.services.fhir.export import export
from reminders.services.plans.change_state import CancelReason, cancel, pause
from reminders.store.enrollment.enrollments import find_enrollment
from reminders.store.tables import audit
from tests.making import SOMEBODY, all_rows
from tests.services.hl7.making import enroll_ana, planned

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic
    from reminders.services.context import Context


def by_kind(bundle: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    kinds: dict[str, list[dict[str, Any]]] = {}
    for entry in bundle["entry"]:
        kinds.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return kinds


def test_a_plan_with_its_messages(context: Context, clinic: Clinic):
    enroll_ana(context, clinic, record_number="70001")
    enroll_ana(context, clinic, external_id="C-2", surgery_date="2026-06-01")
    found = by_kind(export(context, clinic, actor=SOMEBODY, external_id="C-1"))
    (plan,) = found["CarePlan"]
    states = Counter(item["status"] for item in found["CommunicationRequest"])
    assert (plan["status"], plan["period"], plan["identifier"][1]) == (
        "active",
        {"start": "2026-03-10"},
        {"value": "C-1"},
    )
    assert 0 < states["active"] < planned(context)
    assert len(plan["activity"]) == states.total()
    assert all("payload" not in item for item in found["CommunicationRequest"])
    assert [item["identifier"][1]["value"] for item in found["Patient"]] == ["70001"]
    assert len(by_kind(export(context, clinic, actor=SOMEBODY))["CarePlan"]) == 2
    assert [item.action for item in all_rows(context, audit)].count("exported plans as FHIR") == 2


def test_a_paused_and_a_cancelled_plan_say_so(context: Context, clinic: Clinic):
    enroll_ana(context, clinic)
    pause(context, clinic, "C-1", actor=SOMEBODY)
    assert by_kind(export(context, clinic, actor=SOMEBODY))["CarePlan"][0]["status"] == "on-hold"
    cancel(context, clinic, "C-1", CancelReason.OTHER, actor=SOMEBODY)
    found = by_kind(export(context, clinic, actor=SOMEBODY))
    assert found["CarePlan"][0]["status"] == "revoked"
    assert {item["status"] for item in found["CommunicationRequest"]} == {"revoked"}


def test_care_plans_alone_hold_no_patient(context: Context, clinic: Clinic):
    enroll_ana(context, clinic)
    found = by_kind(export(context, clinic, actor=SOMEBODY, plans_only=True))
    assert set(found) == {"PlanDefinition", "ActivityDefinition"}
    ids = {item["id"] for item in found["ActivityDefinition"]}
    assert len(ids) == len(found["ActivityDefinition"])
    for plan in found["PlanDefinition"]:
        assert {item["definitionUri"].partition("/")[2] for item in plan["action"]} <= ids


def test_an_answer_is_a_response_and_a_score_an_observation_too(context: Context, clinic: Clinic):
    enroll_ana(context, clinic)
    with context.db.read() as tx:
        enrollment = find_enrollment(tx, clinic.id, "C-1")
    assert enrollment is not None
    now = context.clock.now()
    (only,) = answer(enrollment, Answer("walk", "yes", now))
    assert (only["resourceType"], "author" in only, "source" in only) == ("QuestionnaireResponse", False, False)
    response, observation = answer(enrollment, Answer("pain", "7", now))
    assert response["item"] == [{"linkId": "pain", "answer": [{"valueInteger": 7}]}]
    assert (observation["valueInteger"], observation["status"], "note" in observation) == (7, "final", False)
    response, observation = answer(enrollment, Answer("pain", "7", now, by_staff=True))
    assert response["author"] == {"type": "Practitioner", "display": "Clinic staff"}
    assert observation["note"] == [{"text": "Entered by clinic staff, who read it in the patient's own words."}]
    (response,) = answer(enrollment, Answer("pain", "7", now, by_caregiver=True))
    assert response["source"] == {"type": "RelatedPerson", "display": "Caregiver"}
