"""Composes the training texts of the classifier: sentences by kind, put among chatter, misspelt, told by relatives.

The sentences are data in `training/*.txt`, one a line under a heading `# kind tier`; a heading without a tier is
harmless. Everything is drawn from one seed, so that the same files always give the same texts.
"""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = Path(__file__).parent / "training"
_JOINS: Final = (" ", ". ", ". ", ", ", "\n", " and ", "! ", "... ", " also ")
_BUT_JOINS: Final = (
    " but ",
    ", but ",
    " pero ",
    ", pero ",
    ". The only thing is ",
    ". Lo único es que ",
    " just that ",
)
_RELATIVES: Final = {
    "en": (
        "my mom says {}",
        "this is his wife, he says {}",
        "dad told me {}",
        "my husband says {}",
        "hi im the daughter. {}",
        "{}, thats what my wife says",
        "voice text um {}",
        "ok so {} i dont know",
        "im worried cause {}",
        "sorry to bother you but {}",
        "{} what should i do",
        "{} is that normal",
        "since last night {}",
        "{} since yesterday",
        "2 {}",
        "3 because {}",
        "1 but {}",
    ),
    "es": (
        "mi mamá dice que {}",
        "le escribe su hija, dice que {}",
        "mi papá me dijo que {}",
        "dice mi esposo que {}",
        "disculpe pero {}",
        "{} qué hago",
        "{} es normal?",
        "desde anoche {}",
        "{} desde ayer",
        "2 {}",
        "3 porque {}",
        "1 pero {}",
    ),
}
_SHORTER: Final = {
    "you": "u",
    "are": "r",
    "please": "pls",
    "because": "cuz",
    "with": "w",
    "que": "q",
    "porque": "xq",
    "también": "tb",
    "my": "mi",
    "the": "da",
}


class Row(NamedTuple):
    """A text, its tier ("" is harmless), and its language."""

    text: str
    tier: str
    language: str


def sentences() -> list[Row]:
    """Every sentence of the training files with its tier; chatter is left out."""
    rows: list[Row] = []
    for file in sorted(FOLDER.glob("*.txt")):
        if not file.stem.startswith("chatter"):
            tier, language = "", "es" if file.stem.endswith("_es") else "en"
            for line in file.read_text(encoding="utf-8").splitlines():
                if line.startswith("# "):
                    tier = line.split()[-1] if line.split()[-1] in ("A", "B") else ""
                elif line.strip():
                    rows.append(Row(line.replace(" \\n ", "\n"), tier, language))
    return rows


def chatter(language: str) -> list[str]:
    """What people write around the part that matters."""
    return (FOLDER / f"chatter_{language}.txt").read_text(encoding="utf-8").splitlines()


def composed(rows: list[Row], seed: int, copies: int = 4) -> list[Row]:
    """Each row, then variants of it; a variant of a flag keeps its tier."""
    chance = random.Random(seed)
    talk = {"en": chatter("en"), "es": chatter("es")}
    harmless = {language: [row.text for row in rows if not row.tier and row.language == language] for language in talk}
    out: list[Row] = list(rows)
    for row in rows:
        for copy in range(copies):
            text = row.text
            if copy % 4 in (1, 3):
                text = _among(text, row, talk, harmless, chance)
            elif copy % 4 == 2:
                text = chance.choice(_RELATIVES[row.language]).format(text)
            if copy % 2 == 0 or chance.random() < 0.3:
                text = misspelled(text, chance)
            out.append(Row(text, row.tier, row.language))
    return out


def _among(
    text: str, row: Row, talk: dict[str, list[str]], harmless: dict[str, list[str]], chance: random.Random
) -> str:
    language = row.language if chance.random() < 0.85 else chance.choice(("en", "es"))
    around = talk[language] + chance.sample(harmless[language], min(40, len(harmless[language])))
    before, after = chance.randint(0, 4), chance.randint(0, 3)
    parts = chance.sample(around, before)
    told = chance.choice(_JOINS).join(parts) if parts else ""
    if told:
        told += chance.choice(_BUT_JOINS) if row.tier and chance.random() < 0.3 else chance.choice(_JOINS)
    told += text
    for part in chance.sample(around, after):
        told += chance.choice(_JOINS) + part
    return told


def misspelled(text: str, chance: random.Random) -> str:
    """A text as thumbs, ears and phones spell it."""
    words = text.split(" ")
    for at, word in enumerate(words):
        draw = chance.random()
        if draw < 0.06 and len(word) > 4:
            words[at] = _slip(word, chance)
        elif draw < 0.12:
            words[at] = _SHORTER.get(word.lower(), word)
        elif draw < 0.16 and len(word) > 3:
            words[at] = re.sub(r"v", "b", word) if "v" in word else word.replace("h", "", 1)
    told = " ".join(words)
    draw = chance.random()
    if draw < 0.1:
        return told.upper()
    return re.sub(r"[.,!?¿¡']", "", told) if draw < 0.4 else told


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at] + word[at:],
        )
    )
