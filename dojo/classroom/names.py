"""Names of students and files as people read them: printable, of a bearable length, unlike each other."""

import difflib
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from dojo.model import Kata

LONGEST_NAME, LONGEST_PATH = 60, 240
MARK = 8
"""Digits of what tells those apart who look alike."""
INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks that count as printable and show nothing: fillers, joiners, variation selectors, empty Braille."""
SUFFIXES = ("", ".py", ".py3", ".pyw", ".pyc", ".txt", ".ipynb", ".rtf", ".doc", ".docx", ".md")
"""Of files that may have been meant as an answer."""


@dataclass(frozen=True, order=True)
class Owner:
    """A student, as what was handed in tells them apart; hostile text."""

    name: str
    number: str = ""
    """What the exporting system counts them by: Canvas's user, Moodle's participant, the school's number."""
    section: str = ""
    """Where name and number tell people apart, if several classes were handed in: one of them, or all of a system."""
    system: str = field(default="", compare=False)
    """Whose the number is: Canvas, Moodle or Gradescope."""


def printable(text: str, longest: int = LONGEST_NAME) -> str:
    """Return a text in composed form, in one line, without characters that cannot be seen, cut in its middle."""
    text = unicodedata.normalize("NFC", text)
    seen = "".join(
        letter if letter.isprintable() else " " if letter.isspace() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    line = " ".join(seen.split())
    half = (longest - 1) // 2
    return line if len(line) <= longest else f"{line[:half]}…{line[-half:]}"


def printable_path(parts: Sequence[str]) -> str:
    """Return a path inside of what was handed in."""
    return printable("/".join(parts), LONGEST_PATH)


def display_names(owners: Iterable[Owner]) -> dict[Owner, str]:
    """Return what each student is called: by name, and by number or section too where several would look alike."""
    shown = {owner: name if _look(name := printable(owner.name)) else "(no name)" for owner in owners}
    often = Counter(map(_look, shown.values()))
    for owner, name in shown.items():
        if often[_look(name)] > 1:
            shown[owner] = f"{name} ({printable(owner.number or owner.section, 20) or _mark(owner)})"
    digits = MARK
    while len(often := Counter(map(_look, shown.values()))) < len(shown):  # anybody may be named like anybody's mark
        for owner, name in shown.items():
            if often[_look(name)] > 1:
                shown[owner] = f"{name} ({_mark(owner, digits)})"
        digits += MARK
    return shown


def alike(owners: Iterable[Owner]) -> list[list[Owner]]:
    """Return those whose names may be taken for one."""
    groups: dict[str, list[Owner]] = {}
    for owner in owners:
        groups.setdefault(_look(printable(owner.name)), []).append(owner)
    return [group for group in groups.values() if len(group) > 1]


def _look(name: str) -> str:
    """Return what names have in common that a person or a file system may take for one."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", name)).casefold().strip()


def _mark(owner: Owner, digits: int = MARK) -> str:
    """Return a short mark that stays the same, whoever else hands in."""
    told = "\0".join([owner.name, owner.number, *filter(None, [owner.section])])
    return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()[:digits]


def nearest(name: str, katas: Sequence[Kata]) -> str:
    """Return the file name that a file may have been meant to have, "" if none is near."""
    path = PurePath(name.lower())
    if path.suffix not in SUFFIXES or name in {file.name for kata in katas for file in (kata.tests, kata.benchmarks)}:
        return ""
    modules = sorted((kata.module for kata in katas), key=len, reverse=True)
    within = [module for module in modules if module in path.stem]
    near = within or difflib.get_close_matches(path.stem, modules, n=1, cutoff=0.7)
    return f"{near[0]}.py" if near else ""
