"""What a text costs on the wire, and how to keep it cheap.

A text in the GSM 7-bit alphabet holds 160 characters; one character outside it turns the whole text to UCS-2,
where only 70 fit. Sources: 3GPP TS 23.038 (alphabet), TS 23.040 (parts); Twilio's character limit page.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

GSM7_SINGLE, GSM7_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
)
_EXTENSION = frozenset("\f^{}\\[~]|€")  # each is sent as an escape and a second septet
_GSM7 = _BASIC | _EXTENSION
_LAST_SINGLE_UNIT = "\uffff"  # beyond it UTF-16 needs a surrogate pair


def is_gsm7(text: str) -> bool:
    """Return True if every character is in the GSM 7-bit alphabet or its extension."""
    return _GSM7.issuperset(text)


def segments(text: str) -> int:
    """Return how many SMS parts carry the text; an empty text carries none.

    A character that takes two units (an extension character, a surrogate pair) is never cut in half: it moves
    to the next part, so a text may need one part more than its length suggests.
    """
    if not text:
        return 0
    if is_gsm7(text):
        return _parts(text, _EXTENSION.intersection(text), GSM7_SINGLE, GSM7_PART)
    return _parts(text, {character for character in text if character > _LAST_SINGLE_UNIT}, UCS2_SINGLE, UCS2_PART)


def _parts(text: str, of_two_units: AbstractSet[str], single: int, part: int) -> int:
    if len(text) + sum(map(text.count, of_two_units)) <= single:
        return 1
    if not of_two_units:
        return -(-len(text) // part)
    count, used = 1, 0
    for character in text:
        cost = 2 if character in of_two_units else 1
        if used + cost > part:
            count, used = count + 1, 0
        used += cost
    return count


def _substitutions() -> dict[int, str]:
    same_sense = {
        "‘’‚‛′´`": "'",
        "“”„‟«»″": '"',
        "‐‑‒–—―−": "-",
        "•·": "-",
        "…": "...",
        # Odd spaces: no-break, ogham, en quad to hair, narrow no-break, mathematical, ideographic, tab.
        "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000": " ",
        "\x0b\x85\u2028\u2029": "\n",
        # Invisible: soft hyphen, zero width, direction marks, word joiner, byte order mark.
        "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff": "",
    }
    table = {ord(odd): plain for group, plain in same_sense.items() for odd in group}
    # Only the vowels that GSM 7-bit lacks: é, ñ, ü, ¿ and ¡ are in it and keep their spelling.
    return table | {ord(accented): plain for accented, plain in zip("áíóúÁÍÓÚ", "aiouAIOU", strict=True)}


_SAFE = _substitutions()
_DECOMPOSED = re.compile("[A-Za-z][\u0300-\u036f]+")


def make_safe(text: str) -> str:
    """Replace characters that would double the cost of a text without changing what it says.

    Letters of other scripts stay as they are: a name is never mangled to save a segment.
    """
    if is_gsm7(text):
        return text
    composed = _DECOMPOSED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)
    return composed.translate(_SAFE)
