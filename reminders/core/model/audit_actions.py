"""What the audit log can say was done. The values are stored and older rows hold them: add, never rename."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """One kind of line in the audit log: what was done, in plain words and without patient data."""

    # Looking
    VIEWED_TODAY = "viewed today"
    VIEWED_PATIENT = "viewed a patient"
    VIEWED_PATIENT_LIST = "viewed the list of patients"
    VIEWED_CALENDAR = "viewed the calendar"
    SEARCHED_PATIENT = "searched for a patient"
    VIEWED_INBOX = "viewed the inbox"
    VIEWED_THREAD = "viewed a thread"
    VIEWED_REPORTS = "viewed reports"
    VIEWED_REPORT_NAMES = "viewed the patients behind a number of a report"
    DOWNLOADED_ANSWERS = "downloaded a report: answers"
    DOWNLOADED_OPT_OUTS = "downloaded a report: opt-outs"
    DOWNLOADED_URGENT = "downloaded a report: urgent"
    DOWNLOADED_PATIENTS = "downloaded the list of patients"
    EXPORTED_PATIENT = "exported a patient"
    EXPORTED_AUDIT = "exported the audit log"

    READ_BY_API = "read by the API"

    # Enrollment and plans
    ENROLLED = "enrolled"
    ENROLLED_FROM_FILE = "enrolled from a file"
    CHANGED_BY_IMPORT = "changed by an import"
    CHANGED_BY_API = "changed by the API"
    UPLOADED_FILE = "uploaded a file"
    RESCHEDULED_SURGERY = "moved a surgery"
    CONFIRMED_SURGERY = "confirmed a surgery"
    PAUSED_PLAN = "paused a plan"
    RESUMED_PLAN = "resumed a plan"
    CANCELLED_PLAN = "cancelled a plan"
    CHANGED_SURGEON = "changed the surgeon of a surgery"
    SENT_NOW = "sent a planned message now"
    TOOK_BACK_SEND_NOW = "took back sending a message now"
    TOOK_BACK_CANCEL = "took back cancelling a plan"
    SETTLED_BY_HAND = "settled a message by hand"
    CLOSED_TROUBLE = "closed a message's trouble"

    # Patients
    CORRECTED_CONTACT = "corrected contact details"
    CORRECTED_PLAN = "corrected a care plan"
    CHANGED_CONSENT = "changed consent"
    RECORDED_BOUNCE = "recorded a bounce"
    RENEWED_LINKS = "ended a patient's links"
    CLOSED_ADDRESS = "closed an address"
    STOPPED_CHANNEL = "stopped a channel"
    STARTED_CHANNEL = "started a channel"
    ANSWERED_QUESTION = "answered a question"
    ERASED_PATIENT = "erased a patient"
    WROTE_NOTE = "wrote a note"
    TEXTED_PATIENT = "texted a patient"

    # Inbox and alerts
    CLOSED_THREAD = "closed a thread"
    HANDED_THREAD_OVER = "handed a thread over"
    CLOSED_TEXT = "closed a text"
    ACKNOWLEDGED_ALERT = "acknowledged an alert"
    CLOSED_ALERT = "closed an alert"
    ASSIGNED_ALERT = "assigned an alert"
    TOOK_ALERT_OVER = "took an alert over"
    TOOK_THREAD = "took a thread"
    HELD_MESSAGES = "held messages"
    RELEASED_MESSAGES = "released held messages"

    # Clinics and sending
    ADDED_CLINIC = "clinic added"
    CHANGED_CLINIC = "clinic settings changed"
    SHARED_SENDER = "clinics share a sender"
    ADDED_CANNED_REPLY = "saved reply added"
    CHANGED_CANNED_REPLY = "saved reply changed"
    RETIRED_CANNED_REPLY = "saved reply retired"
    RESTORED_CANNED_REPLY = "saved reply in use again"
    HID_FIRST_STEPS = "hid the first steps"
    CHANGED_STEPS = "optional steps changed"
    ADDED_SURGEON = "surgeon added"
    RENAMED_SURGEON = "surgeon renamed"
    RETIRED_SURGEON = "surgeon retired"
    RESTORED_SURGEON = "surgeon restored"
    ADDED_ON_CALL = "on-call person added"
    CHANGED_ON_CALL = "on-call hours or order changed"
    REMOVED_ON_CALL = "on-call person removed"
    PAUSED_ALL = "all sending paused"
    RESUMED_ALL = "all sending resumed"
    PAUSED_CLINIC = "clinic sending paused"
    RESUMED_CLINIC = "clinic sending resumed"
    SENDER_DOWN = "sender taken down"
    SENDER_UP = "sender brought back"
    ADDED_API_KEY = "API key created"
    REVOKED_API_KEY = "API key revoked"
    SENT_TEST_TEXT = "test text to oneself"
    SENT_TEST_EMAIL = "test email to oneself"

    # Staff accounts
    ADDED_STAFF = "staff added"
    DISABLED_STAFF = "staff disabled"
    ENABLED_STAFF = "staff enabled"
    CHANGED_ROLE = "staff role changed"
    MADE_INVITE_LINK = "link made: invite"
    MADE_RESET_LINK = "link made: reset"
    SET_PASSWORD = "password set"  # noqa: S105 an action, not a password
    CHANGED_LANGUAGE = "language changed"
    CHANGED_OWN_NOTICES = "changed own notifications"
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"

    # Upkeep
    PAUSED_OLD_DATABASE = "all sending paused: old database"
    RECONCILED = "reconciled with the provider"
    PURGED_CONTENT = "purged old content"
    PURGED_AUDIT = "purged old audit entries"
