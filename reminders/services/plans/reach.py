"""Whether a patient may be reached on each channel: consent, opt-outs and addresses that do not work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.consent.opt_in import reach_of
from reminders.core.model.contact import Channel, Contact, Reach
from reminders.store.consent.opt_ins import known_phones, of_phone
from reminders.store.consent.opt_outs import is_stopped, patient_key, scope_of, standing_opt_outs
from reminders.store.enrollment.patients import address_hashes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reminders.core.model.clinic import Clinic
    from reminders.core.model.patient import Caregiver, Patient
    from reminders.store.database.session import Tx

_FIELD = {Channel.SMS: "phone", Channel.EMAIL: "email"}


def contacts_of(tx: Tx, clinic: Clinic, patients: Sequence[Patient]) -> dict[str, Contact]:
    """Return how each patient of a clinic can be reached, by patient id."""
    hashes = {
        (patient.id, channel): address_hashes(tx, channel, address)
        for patient in patients
        for channel in Channel
        if (address := patient.address(channel))
    }
    keys = {item for group in hashes.values() for item in group} | {patient_key(owner) for owner, _ in hashes}
    stopped = standing_opt_outs(tx, keys)
    confirmed = _confirmed(tx, clinic, [hashes.get((patient.id, Channel.SMS), []) for patient in patients])

    def reach(patient: Patient, channel: Channel) -> Reach:
        unread = _FIELD[channel] in patient.damaged
        if not patient.consents_to(channel) or not (patient.address(channel) or unread):
            return Reach.NO_CONSENT
        scope = scope_of(channel, clinic.id, clinic.sms_sender)
        if is_stopped(stopped, channel, scope, hashes.get((patient.id, channel), []), patient.id):
            return Reach.OPTED_OUT
        if unread:
            return Reach.CANNOT_BE_READ
        if patient.bad_since(channel):
            return Reach.BAD_ADDRESS
        return confirmed(hashes[patient.id, channel]) if channel is Channel.SMS else Reach.OPEN

    return {patient.id: Contact({channel: reach(patient, channel) for channel in Channel}) for patient in patients}


def caregiver_contacts(tx: Tx, clinic: Clinic, caregivers: Mapping[str, Caregiver]) -> dict[str, Contact]:
    """Return how each caregiver can be reached, by patient id: by text, if they agreed; a stop is of their phone."""
    hashes = {key: address_hashes(tx, Channel.SMS, one.phone) for key, one in caregivers.items() if one.phone}
    stopped = standing_opt_outs(tx, {item for group in hashes.values() for item in group})
    scope = scope_of(Channel.SMS, clinic.id, clinic.sms_sender)
    confirmed = _confirmed(tx, clinic, list(hashes.values()))

    def reach(key: str, one: Caregiver) -> Reach:
        if not one.agreed:
            return Reach.NO_CONSENT
        if is_stopped(stopped, Channel.SMS, scope, hashes.get(key, []), None):
            return Reach.OPTED_OUT
        if one.damaged:
            return Reach.CANNOT_BE_READ
        return Reach.BAD_ADDRESS if one.phone_bad_since else confirmed(hashes.get(key, []))

    return {key: Contact({Channel.SMS: reach(key, one)}) for key, one in caregivers.items()}


def _confirmed(tx: Tx, clinic: Clinic, phones: Sequence[Sequence[str]]) -> Callable[[Sequence[str]], Reach]:
    """Return what says of a phone, by its hashes, whether its owner has confirmed texts where that is needed."""
    asks = clinic.double_opt_in or clinic.asked_opt_in
    known = known_phones(tx, clinic.id, {item for hashes in phones for item in hashes} if asks else ())

    def reach(hashes: Sequence[str]) -> Reach:
        opt_in = of_phone(known, hashes)
        return reach_of(opt_in.state if opt_in else None, required=clinic.double_opt_in)

    return reach
