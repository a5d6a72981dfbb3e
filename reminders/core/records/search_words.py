"""What a patient can be found by: beginnings of names and of the email, any four digits of the phone, a case id.

Case, accents and punctuation do not matter: who types `garci` or `GARCÍ` finds García.
"""

from __future__ import annotations

import re
import unicodedata

MIN_LENGTH, MAX_LENGTH = 2, 8
MIN_EMAIL = 3
"""How many letters of a word count: one letter finds too many, more than eight are no narrower."""

PHONE_END = 4
_WORD = re.compile(r"\w+")
_JOINERS = str.maketrans("", "", "'\N{RIGHT SINGLE QUOTATION MARK}`-")


def folded(text: str) -> str:
    """Return a text in lower case without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def words_of(text: str) -> list[str]:
    """Return the words of a name, folded; `O'Brien-Ruiz` is o, brien, ruiz, and obrienruiz."""
    plain = folded(text)
    words = _WORD.findall(plain)
    joined = _WORD.findall(plain.translate(_JOINERS))
    return list(dict.fromkeys([*words, *joined]))


def terms_of(names: str, phone: str | None) -> set[str]:
    """Return every term under which a patient is kept."""
    terms = {word[:length] for word in words_of(names) for length in range(MIN_LENGTH, min(len(word), MAX_LENGTH) + 1)}
    return terms | ({phone_term(phone)} if phone else set())


def phone_term(digits: str) -> str:
    """Return the term of the last digits of a phone number."""
    return f"#{digits[-PHONE_END:]}"


def phone_terms(phone: str | None) -> set[str]:
    """Return the terms of every four digits in a row of a phone number."""
    digits = digits_of(phone or "")
    return {phone_term(digits[: end + 1]) for end in range(PHONE_END - 1, len(digits))}


def wanted_phone_terms(query: str) -> list[str]:
    """Return the terms of a phone that holds the digits of a query in a row; fewer than four ask for no one."""
    digits = digits_of(query)
    if len(digits) < PHONE_END or any(character.isalpha() for character in query):
        return []
    ends = [*range(PHONE_END, len(digits), PHONE_END), len(digits)]
    return list(dict.fromkeys(phone_term(digits[:end]) for end in ends))


def digits_of(text: str) -> str:
    """Return the digits of a text."""
    return "".join(character for character in text if character.isdecimal())


def email_terms(email: str | None) -> set[str]:
    """Return the terms of the beginnings of an email address."""
    plain = folded(email or "")
    return {f"@{plain[:length]}" for length in range(MIN_EMAIL, min(len(plain), MAX_LENGTH) + 1)}


def wanted_email_terms(query: str) -> list[str]:
    """Return the term of an email that begins like a query."""
    plain = folded(query.strip())
    return [f"@{plain[:MAX_LENGTH]}"] if len(plain) >= MIN_EMAIL and " " not in plain else []


def case_term(external_id: str) -> str:
    """Return the term of a whole case id, in any case: `mrn-77` is `MRN-77`."""
    return f"={folded(' '.join(external_id.split()))}"


def wanted_terms(query: str) -> list[str]:
    """Return the terms a patient must have to match every word of a query; words of one letter say nothing."""
    words = _WORD.findall(folded(query))
    return list(dict.fromkeys(word[:MAX_LENGTH] for word in words if len(word) >= MIN_LENGTH))


def matches(query: str, names: str) -> bool:
    """Return True if every word of a query begins a word of the names: the terms know the first letters only."""
    words = words_of(names)
    return all(any(word.startswith(part) for word in words) for part in _WORD.findall(folded(query)))
