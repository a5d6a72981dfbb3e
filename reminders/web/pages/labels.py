"""What stored words are called on a page. The keys are the database's; the English is translated like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reminders.core.sending.faults.fault_sentences import sentence_of
from reminders.core.sending.faults.mail_faults import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from reminders.web.pages.translations import Words


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


LABELS: Final[dict[str, dict[str, str]]] = {
    "status": {
        "planned": _("planned"),
        "sending": _("sending"),
        "unconfirmed": _("unconfirmed"),
        "accepted": _("sent"),
        "delivered": _("delivered"),
        "undelivered": _("not delivered"),
        "failed": _("failed"),
        "held": _("on hold"),
        "skipped": _("skipped"),
        "missed": _("missed"),
        "cancelled": _("canceled"),
    },
    "reason": {
        "not_applicable": _("Not applicable"),
        "missing_fact": _("Patient details missing"),
        "optional_off": _("Turned off by your clinic"),
        "closed_day": _("Clinic is closed that day"),
        "cap": _("Daily or weekly text limit reached"),
        "fuse": _("Daily safety limit reached"),
        "no_consent": _("No consent on file"),
        "opted_out": _("Opted out (STOP)"),
        "bad_address": _("Phone or email not working"),
        "cannot_be_read": _("Phone or email on file can't be read; enter it again"),
        "enrolled_late": _("Enrolled too late for this message"),
        "too_late": _("Too late to send"),
        "paused": _("Plan paused"),
        "unclear_stop": _("Patient may want texts to stop"),
        "plan_event": _("On hold until staff decide"),
        "failover_too_late": _("Text not delivered; too late for email"),
        "replaced": _("Replaced by another message"),
        "cancelled": _("Plan canceled"),
        "rejected": _("Rejected by the provider"),
        "template_error": _("Message template error"),
    },
    "state": {"active": _("Active"), "paused": _("paused"), "cancelled": _("canceled")},
    "cancel_reason": {
        "postponed": _("postponed"),
        "readmitted": _("readmitted"),
        "died": _("died"),
        "asked_to_stop": _("asked to stop"),
        "other": _("other reason"),
        "erased": _("erased"),
    },
    "alert": {
        "red_flag": _("Possible emergency or urgent reply"),
        "plan_event": _("Plan may need to change"),
        "unclear_stop": _("May want texts to stop"),
        "cannot_be_read": _("Stored data can't be read"),
        "follow_up": _("Answer to follow up"),
        "fuse": _("Daily safety limit reached"),
        "line_down": _("Texting is down"),
        "bad_address": _("Phone or email not working"),
        "template_error": _("Message template error"),
        "unknown_number": _("Text from an unknown number"),
        "unconfirmed": _("Delivery not confirmed"),
        "silence": _("Messages aren't going out"),
        "on_call": _("On-call contact not reached"),
        "mail_refused": _("Our email is being refused"),
        "no_tick": _("Reminders has stopped running"),
    },
    "detail": {
        "tier A": _("call now"),
        "tier B": _("call today"),
        "phone them: texts are stopped": _("opted out: phone them"),
        "shared phone": _("two patients share this phone"),
        "died": _("says the patient died"),
        "surgery_changed": _("says the surgery changed"),
        "in_hospital": _("says the patient is in the hospital"),
        "enter again": _(
            "open the patient, choose Edit contact info and enter what cannot be read (or import the row again)"
        ),
        "check keys": _("ask whoever runs the server to check ENCRYPTION_KEYS and the disk"),
        "sms": _("text"),
        "email": _("email"),
        **SENTENCES,  # of email that is refused: why
    },
    "reading": {
        "stop": _("asks to stop"),
        "start": _("asks to start again"),
        "help": _("asks for help"),
        "red flag A": _("possible emergency"),
        "red flag B": _("urgent"),
        "automatic": _("automatic reply"),
        "unclear_stop": _("may want texts to stop"),
        "died": _("says the patient died"),
        "surgery_changed": _("says the surgery changed"),
        "in_hospital": _("says the patient is in the hospital"),
        "unsure": _("unsure"),
        "picture": _("with a picture"),
        "free text": _("message"),
    },
    "answer": {
        "emergency": _("emergency"),
        "urgent": _("call today"),
        "stop": _("stopped"),
        "start": _("started"),
        "help": _("help"),
        "follow_up": _("please call us"),
        "not_watched": _("this number is not monitored"),
        "thanks": _("thanks"),
        "unknown_number": _("unknown number"),
        "unclear_stop": _("asks whether texts should stop"),
        "plan_event": _("on hold"),
        "death": _("on hold"),
    },
    "channel": {"sms": _("text"), "email": _("email")},
    "role": {"enroller": _("front desk"), "clinician": _("clinician"), "admin": _("admin")},
    "procedure": {
        "microdiscectomy": _("Microdiscectomy"),
        "laminectomy": _("Laminectomy"),
        "spinal_fusion": _("Spinal fusion"),
        "vertebroplasty_kyphoplasty": _("Vertebroplasty or kyphoplasty"),
    },
    "step": {
        "walk": _("Walking"),
        "wound_check": _("Wound check"),
        "pain_plan": _("Pain plan"),
        "light_activity": _("Light activity"),
        "physio_start": _("Start physical therapy"),
        "physio_keep_going": _("Continue physical therapy"),
        "work_check": _("Back to work?"),
        "recovery_check": _("Recovery check"),
        "six_months": _("Six-month check"),
        "smoke_free": _("Smoke-free"),
        "bone_plan": _("Bone health"),
        "preop_prep": _("Preparing for surgery"),
        "preop_tomorrow": _("Surgery tomorrow"),
    },
    "code": {
        "fine": _("clean and dry"),
        "worried": _("worried"),
        "back": _("back at work"),
        "partly_back": _("partly back"),
        "not_yet": _("not yet"),
        "started": _("has started"),
        "booked": _("booked"),
        "not_for_me": _("not for me"),
        "as_hoped": _("As expected"),
        "better": _("Better than expected"),
        "same_or_worse": _("Same or worse"),
    },
    "said": {
        "fine": _("Clean and dry"),
        "worried": _("I am worried"),
        "back": _("I am back at work"),
        "partly_back": _("I am partly back"),
        "not_yet": _("Not yet"),
        "started": _("I have started"),
        "booked": _("It is booked"),
        "not_for_me": _("Not for me"),
        "as_hoped": _("As expected"),
        "better": _("Better than expected"),
        "same_or_worse": _("Same or worse"),
    },
    "strain": {
        "desk": _("Desk work"),
        "light_manual": _("Light manual work"),
        "heavy": _("Heavy work"),
        "not_working": _("Not working"),
        "retired": _("Retired"),
        "unknown": _("Not known"),
    },
    "condition": {
        "herniated_disc": _("Herniated disc"),
        "spinal_stenosis": _("Spinal stenosis"),
        "degenerative_disc": _("Degenerative disc"),
        "spondylolisthesis": _("Spondylolisthesis"),
        "fracture": _("Fracture"),
        "tumor": _("Tumor"),
    },
    "fact": {
        "opioid": _("Discharged on opioids"),
        "physio_referral": _("Referred to physical therapy"),
        "smoker": _("Smokes"),
        "fragility_fracture": _("Fragility fracture"),
    },
    "change": {
        "applied": _("File's value will be used"),
        "kept": _("Not changed: staff edited this after the last import"),
        "disputed": _("Not changed: staff edited this, and the file has a different value"),
    },
    "outcome": {
        "enrolled": _("New enrollment"),
        "updated": _("Updates existing surgery"),
        "unchanged": _("No changes"),
    },
    "language": {"en": _("English"), "es": _("Spanish")},
}
"""`step` goes by template. What a clinic added itself shows as it is written, with spaces."""


def filters(words: Words) -> dict[str, Callable[[str | None], str]]:
    """Return one filter per kind, named like it."""

    def named(kind: str) -> Callable[[str | None], str]:
        def show(key: str | None) -> str:
            if not key:
                return ""
            if ", " in key:
                return ", ".join(show(part) for part in key.split(", "))
            label = LABELS[kind].get(key) or LABELS[kind].get(key.partition(":")[0])
            return words.gettext(label) if label else key.replace("_", " ")

        return show

    def fault(code: str | None) -> str:
        """Say what an error code means and what to do."""
        sentence = sentence_of(code)
        return words.gettext(sentence.template).format(**sentence.values) if sentence else ""

    return {"fault": fault} | {kind: named(kind) for kind in LABELS}
