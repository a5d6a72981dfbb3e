"""What a text costs: against an independent counter, and at the edges by hand."""

from __future__ import annotations

import smsutil  # pyright: ignore[reportMissingTypeStubs]
from hypothesis import given
from hypothesis import strategies as st

from reminders.core.wording.sms_text import is_gsm7, make_safe, segments
from tests.tables import each_row

GSM7 = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "\f^{}\\[~]|€"

gsm7_texts = st.text(st.sampled_from(GSM7 + EXTENSION * 5), min_size=1, max_size=700)
# Surrogates cannot be sent; ESC is GSM's own escape and no character.
any_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1b"), min_size=1, max_size=300)
mostly_wide = st.text(st.sampled_from("aé漢😀🦵"), min_size=1, max_size=400)


def _independent(text: str) -> tuple[int, str]:
    split = smsutil.split(text)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return len(split.parts), str(split.encoding)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


@given(gsm7_texts | any_texts | mostly_wide)
def test_segments_agree_with_an_independent_counter(text: str) -> None:
    assert segments(text) == _independent(text)[0]


@given(any_texts)
def test_the_alphabet_agrees_with_an_independent_table(text: str) -> None:
    assert is_gsm7(text) == (_independent(text)[1] == "gsm0338")


@each_row(
    ("text", "expected"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 6, 1),  # 160 septets: one part has no boundary to straddle
        ("a" * 152 + "€" + "a" * 152, 3),  # the euro cannot straddle, so 151 fit beside it and one is left over
        ("a" * 152 + "€" + "a" * 151, 2),
        ("漢" * 70, 1),
        ("漢" * 71, 2),
        ("漢" * 134, 2),
        ("漢" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("漢" * 66 + "😀" + "漢" * 65, 2),  # the pair moves whole to part two: 2 + 65 = 67
        ("漢" * 66 + "😀" + "漢" * 66, 3),
        ("a" * 70 + "á", 2),
    ],
)
def test_edges(text: str, expected: int) -> None:
    assert segments(text) == expected


@each_row(
    ("text", "expected"),
    [
        ("¿Cómo está? Mañana, café, pingüino. ¡ÁNIMO!", "¿Como esta? Mañana, café, pingüino. ¡ANIMO!"),
        ("“Rest” – it’s fine…", '"Rest" - it\'s fine...'),
        ("9\u00a0am\u202fand\tlater", "9 am and later"),
        ("zero\u200bwidth\ufeff soft\u00adhyphen", "zerowidth softhyphen"),
        ("e\u0301xito, a\u0301rbol", "éxito, arbol"),  # typed as letter plus combining accent
        ("Łukasz, 王芳, Ольга, à la carte", "Łukasz, 王芳, Ольга, à la carte"),
        ("«hola»", '"hola"'),
        ("line\u2028break", "line\nbreak"),
    ],
)
def test_safe_substitutions(text: str, expected: str) -> None:
    assert make_safe(text) == expected


@given(any_texts)
def test_making_safe_twice_changes_nothing(text: str) -> None:
    assert make_safe(make_safe(text)) == make_safe(text)


@given(any_texts)
def test_making_safe_never_turns_a_cheap_text_dear(text: str) -> None:
    assert not is_gsm7(text) or make_safe(text) == text


@given(st.text(st.sampled_from("ÁÉÍÓÚáéíóúñÑüÜ¿¡ abc.“”–…\u00a0"), max_size=200))
def test_spanish_always_fits_the_cheap_alphabet(text: str) -> None:
    # Ú and ú are the only u with an accent in Spanish; Ü and ü are in the alphabet.
    assert is_gsm7(make_safe(text))
