"""The words a patient agrees to when staff enroll them on the page. Their version is kept with each consent.

A change of words is a new version: old rows keep the old name, and docs/consent.md keeps the old words. The words name
the risk of unencrypted texts and email (HHS guidance on 45 CFR 164.522 and 164.524: a warned patient may choose them),
and frequency, rates, STOP and HELP (CTIA Messaging Principles 5.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminders.core.model.contact import Channel

if TYPE_CHECKING:
    from reminders.core.model.clinic import Clinic

WORDING = "staff-2"
SOURCE = "staff"

_WORDS = {
    "en": {
        Channel.SMS: (
            "I agree to get automated texts about my recovery from {clinic} at this number: up to {weekly_cap} a week, "
            "and answers to what I write. Message and data rates may apply. Texts are not encrypted: others may read "
            "them on a lock screen, on a shared phone or on their way, and I choose them all the same. Replies "
            "are not monitored; in an emergency I call {emergency}. I can text STOP to end them and HELP for help. "
            "My care does not depend on agreeing."
        ),
        Channel.EMAIL: (
            "I agree to get automated emails about my recovery from {clinic} at this address. Email may not be "
            "encrypted: others may read it in a shared mailbox or on its way, and I choose it all the same. "
            "Replies are not monitored; in an emergency I call {emergency}. Every email has a link to stop them. "
            "My care does not depend on agreeing."
        ),
    },
    "es": {
        Channel.SMS: (
            "Acepto recibir mensajes de texto automáticos sobre mi recuperación de {clinic} en este número: hasta "
            "{weekly_cap} por semana, y respuestas a lo que yo escriba. Pueden aplicarse tarifas de mensajes y datos. "
            "Los mensajes no van cifrados: otras personas pueden leerlos en la pantalla bloqueada, en un teléfono "
            "compartido o en el camino, y aun así los elijo. Nadie lee lo que yo conteste; en una emergencia llamo al "
            "{emergency}. Puedo enviar ALTO para no recibir más y AYUDA para pedir ayuda. Mi atención "
            "no depende de que acepte."
        ),
        Channel.EMAIL: (
            "Acepto recibir correos automáticos sobre mi recuperación de {clinic} en esta dirección. El correo puede "
            "no ir cifrado: otras personas pueden leerlo en un buzón compartido o en el camino, y aun así lo elijo. "
            "Nadie lee lo que yo conteste; en una emergencia llamo al {emergency}. Cada correo tiene un enlace para no "
            "recibir más. Mi atención no depende de que acepte."
        ),
    },
}


def consent_words(clinic: Clinic) -> dict[str, dict[Channel, str]]:
    """Return the words by language and channel, in the clinic's languages that have them, its own first."""
    values = {"clinic": clinic.name, "weekly_cap": clinic.weekly_cap, "emergency": clinic.emergency_number}
    languages = [language for language in clinic.language_list if language in _WORDS] or ["en"]
    return {
        language: {channel: words.format(**values) for channel, words in _WORDS[language].items()}
        for language in languages
    }
