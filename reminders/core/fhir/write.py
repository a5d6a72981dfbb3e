"""Our plans, messages and answers as FHIR R4 resources, for other systems to read."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from reminders.core.model.contact import Channel
from reminders.core.model.enrollment import EnrollmentState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from reminders.core.model.enrollment import Enrollment
    from reminders.core.model.patient import Patient
    from reminders.core.plans.pathway import Pathway, Step

SYSTEM: Final = "urn:reminders"
_MODES: Final = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode"
_CATEGORIES: Final = "http://terminology.hl7.org/CodeSystem/communication-category"
_PLAN_STATES: Final[Mapping[EnrollmentState, str]] = MappingProxyType(
    {
        EnrollmentState.ACTIVE: "active",
        EnrollmentState.PAUSED: "on-hold",
        EnrollmentState.CANCELLED: "revoked",
    }
)
_ORDER_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "planned": "active",
        "sending": "active",
        "accepted": "completed",
        "delivered": "completed",
        "held": "on-hold",
        "unconfirmed": "unknown",
    }
)
"""CommunicationRequest.status by ours; whatever else a message became, it was not sent: revoked."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message that went out; `text` is None where its words were wiped."""

    id: str
    step: str
    channel: str
    sent_at: datetime | None
    text: str | None
    has_arrived: bool = True
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it stands: `by_staff`, read in the patient's own words; `by_caregiver`, not the patient's."""

    step: str
    code: str
    at: datetime
    by_staff: bool = False
    by_caregiver: bool = False


def plan_definition(plan: Pathway, languages: Sequence[str]) -> dict[str, Any]:
    """A care plan: what is sent on which day."""
    title = next((plan.title[code] for code in languages if code in plan.title), plan.id)
    return {
        "resourceType": "PlanDefinition",
        "id": _id(plan.id),
        "identifier": [_identifier("plan", plan.id)],
        "version": str(plan.version),
        "name": plan.id,
        "title": title,
        "status": "active",
        "action": [
            {
                "prefix": step.key,
                "title": step.template,
                "description": f"day {step.day} from the {step.anchor.value}",
                "definitionUri": f"ActivityDefinition/{activity_id(plan, step)}",
            }
            for step in plan.steps
        ],
    }


def activity_definition(plan: Pathway, step: Step) -> dict[str, Any]:
    """One step of a care plan."""
    return {
        "resourceType": "ActivityDefinition",
        "id": activity_id(plan, step),
        "version": str(plan.version),
        "title": step.template,
        "status": "active",
        "kind": "CommunicationRequest",
        "intent": "proposal",
    }


def activity_id(plan: Pathway, step: Step) -> str:
    """Return what names a step among the definitions of all plans."""
    return _id(f"{plan.id}.{step.key}")


def patient(of: Patient) -> dict[str, Any]:
    """Who a plan is for: the record number and the name."""
    resource: dict[str, Any] = {
        "resourceType": "Patient",
        "id": of.id,
        "identifier": [_identifier("patient", of.id)],
        "name": [{"family": of.family_name, "given": [of.given_name]}],
    }
    if of.record_number:
        kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
        resource["identifier"].append({"type": kind, "value": of.record_number})
    if of.birth_date:
        resource["birthDate"] = of.birth_date.isoformat()
    return resource


def care_plan(of: Enrollment, plan: Pathway, message_ids: Sequence[str]) -> dict[str, Any]:
    """One patient's plan after one surgery."""
    resource: dict[str, Any] = {
        "resourceType": "CarePlan",
        "id": of.id,
        "identifier": [_identifier("enrollment", of.id), {"value": of.external_id}],
        "instantiatesUri": [f"PlanDefinition/{_id(plan.id)}"],
        "status": _PLAN_STATES[of.state],
        "intent": "plan",
        "title": plan.id,
        "subject": {"reference": f"Patient/{of.patient_id}"},
        "period": {"start": of.surgery_date.isoformat()},
    }
    if message_ids:
        resource["activity"] = [{"reference": {"reference": f"CommunicationRequest/{item}"}} for item in message_ids]
    return resource


def communication_request(  # noqa: PLR0913
    message_id: str,
    of: Enrollment,
    step: str,
    *,
    channel: str,
    status: str,
    reason: str | None,
    due_at: datetime,
    text: str | None,
) -> dict[str, Any]:
    """One message of a plan; `text` is what was sent, None for what was not."""
    mode = "SMSWRIT" if channel == Channel.SMS.value else "EMAILWRIT"
    resource: dict[str, Any] = {
        "resourceType": "CommunicationRequest",
        "id": message_id,
        "identifier": [_identifier("message", message_id)],
        "basedOn": [{"reference": f"CarePlan/{of.id}"}],
        "status": _ORDER_STATES.get(status, "revoked"),
        "category": [{"text": step}],
        "medium": [{"coding": [{"system": _MODES, "code": mode}], "text": channel}],
        "subject": {"reference": f"Patient/{of.patient_id}"},
        "occurrenceDateTime": due_at.isoformat(timespec="seconds"),
    }
    if reason:
        resource["statusReason"] = {"text": reason}
    if text and resource["status"] == "completed":
        resource["payload"] = [{"contentString": text}]
    return resource


def communication(of: Enrollment, message: Message) -> dict[str, Any]:
    """One message that was sent, and arrived as far as is known; or did not arrive."""
    mode = "SMSWRIT" if message.channel == Channel.SMS.value else "EMAILWRIT"
    resource: dict[str, Any] = {
        "resourceType": "Communication",
        "identifier": [_identifier("message", message.id)],
        "status": "completed" if message.has_arrived else "not-done",
        "category": [{"coding": [{"system": _CATEGORIES, "code": "notification"}]}],
        "medium": [{"coding": [{"system": _MODES, "code": mode}], "text": message.channel}],
        "subject": {"reference": f"Patient/{of.patient_id}"},
        "topic": {"text": message.step},
    }
    if message.sent_at is not None:
        resource["sent"] = message.sent_at.isoformat(timespec="seconds")
    if not message.has_arrived:
        resource["statusReason"] = {"text": message.reason or "not delivered"}
    if message.text:
        resource["payload"] = [{"contentString": message.text}]
    return resource


def answer(of: Enrollment, given: Answer, loinc: str | None = None) -> list[dict[str, Any]]:
    """One answer to a question: a response, and for the patient's score an observation that is derived from it.

    A question in two parts has two scores: two answers, and an observation of two components. Who answered is the
    response's `source`, and staff who recorded the answer its `author` (FHIR R4, QuestionnaireResponse).
    """
    step, code = given.step, given.code
    name = _id(f"{of.id}.{step}")
    scores = [int(part) for part in code.split() if part.isdecimal()] if code.replace(" ", "").isdecimal() else []
    values: list[dict[str, Any]] = [{"valueInteger": score} for score in scores] or [{"valueString": code}]
    told_at = given.at.isoformat(timespec="seconds")
    response: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "id": name,
        "identifier": _identifier("answer", name),
        "basedOn": [{"reference": f"CarePlan/{of.id}"}],
        "status": "completed",
        "subject": {"reference": f"Patient/{of.patient_id}"},
        "authored": told_at,
        "item": [{"linkId": step, "answer": values}],
    }
    if given.by_staff:
        response["author"] = {"type": "Practitioner", "display": "Clinic staff"}
    if given.by_caregiver:
        response["source"] = {"type": "RelatedPerson", "display": "Caregiver"}
    if not scores or given.by_caregiver:
        return [response]
    concept: dict[str, Any] = {"text": step}
    if loinc:
        concept["coding"] = [{"system": "http://loinc.org", "code": loinc}]
    parts = [{"code": {"text": f"{step} {number}"}, **value} for number, value in enumerate(values, start=1)]
    observation = {
        "resourceType": "Observation",
        "id": name,
        "identifier": [_identifier("score", name)],
        "basedOn": [{"reference": f"CarePlan/{of.id}"}],
        "status": "final",
        "category": [
            {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}]}
        ],
        "code": concept,
        "subject": {"reference": f"Patient/{of.patient_id}"},
        "effectiveDateTime": told_at,
        "derivedFrom": [{"reference": f"QuestionnaireResponse/{name}"}],
        **(values[0] if len(values) == 1 else {"component": parts}),
    }
    if given.by_staff:
        observation["note"] = [{"text": "Entered by clinic staff, who read it in the patient's own words."}]
    return [response, observation]


def for_server(resource: Mapping[str, Any], patient: str, name: str, derived_from: str | None = None) -> dict[str, Any]:
    """Return a resource as another system can take it: nothing in it refers to what only we have."""
    kept = {key: value for key, value in resource.items() if key not in {"id", "basedOn", "derivedFrom"}}
    kept["subject"] = {"reference": patient}
    identifier = _identifier(_NAMED[kept["resourceType"]], name)
    kept["identifier"] = identifier if kept["resourceType"] == "QuestionnaireResponse" else [identifier]
    if kept["resourceType"] == "QuestionnaireResponse":
        kept.setdefault("source", {"reference": patient})
    if kept["resourceType"] == "Communication":
        kept["recipient"] = [{"reference": patient}]
    if derived_from:
        kept["derivedFrom"] = [{"reference": derived_from}]
    return kept


def identifier_of(resource: Mapping[str, Any]) -> str:
    """Return the identifier of a resource as a search has it: `system|value`."""
    named: Any = resource["identifier"]
    first: Any = named[0] if isinstance(named, list) else named
    return f"{first['system']}|{first['value']}"


_NAMED: Final[Mapping[str, str]] = MappingProxyType(
    {"Communication": "message", "QuestionnaireResponse": "answer", "Observation": "score"}
)


def collection(resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A Bundle of resources, each under the name that the others refer to it by."""
    entries = [{"fullUrl": f"{SYSTEM}:{item['resourceType']}/{item['id']}", "resource": item} for item in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _identifier(kind: str, value: str) -> dict[str, str]:
    return {"system": f"{SYSTEM}:{kind}", "value": value}


def _id(text: str) -> str:
    """Return an id as FHIR allows it: letters, digits, - and ., at most 64."""
    return "".join(sign if sign.isalnum() or sign in "-." else "-" for sign in text)[-64:]
