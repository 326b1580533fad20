"""Texts of strangers, made fit for CSV, Markdown, JSON and XML: they stay texts, and never become anything else."""

import hashlib
import re
import unicodedata
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet would compute; the wide ones in some languages."""
JOINERS = "\u200c\u200d"
"""They print nothing, and names in Persian or in many scripts of India need them."""
SEMICOLON = re.compile(r""";(?=[\s"']*[=+\-@＝＋－＠])""")
"""Spreadsheets in countries with a decimal comma begin a new cell here, in quotes or not."""


def one_line(text: str) -> str:
    r"""Return a text without control characters, broken encodings and marks that turn the line around: as \x1b."""
    return _written_out(text, JOINERS)


def many_lines(text: str) -> str:
    """Do the same, and keep line feeds and tabs."""
    return _written_out(text, JOINERS + "\n\t\xa0")


def _written_out(text: str, kept: str) -> str:
    if all(line.isprintable() for line in (text.split("\n") if "\n" in kept else [text])):
        return text
    return "".join(part if part.isprintable() or part in kept else ascii(part)[1:-1] for part in text)


def plain(value: Any) -> Any:
    """Return lists and dicts of a JSON document with their texts in many lines, which any program can read."""
    if isinstance(value, str):
        return many_lines(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def cell(value: str | int) -> str:
    """Return what a spreadsheet shows and does not compute: an apostrophe stands before what looks like a formula."""
    text = SEMICOLON.sub(";'", str(value))
    return f"'{one_line(text)}" if text.startswith(FORMULA) else one_line(text)


def file_stem(text: str, digits: int = 8) -> str:
    """Return what a file may be called on every system, another one for each text.

    Who tries for an hour finds two texts with the same eight digits; nobody finds two with the same 64.
    """
    letters = "".join(part for part in unicodedata.normalize("NFKD", text) if not unicodedata.combining(part))
    readable = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")[:40]
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{readable or 'student'}-{digest[:digits]}"


def code_span(text: str) -> str:
    """Return Markdown that shows a text in one line, letter by letter, with no markup, link or HTML in it."""
    shown = one_line(text)
    ticks = _longer_than_any(shown, 1)
    return f"{ticks} {shown} {ticks}" if "`" in shown or not shown.strip() else f"{ticks}{shown}{ticks}"


def code_block(text: str) -> str:
    """Return Markdown that shows lines as they are."""
    shown = many_lines(text)
    ticks = _longer_than_any(shown, 3)
    return f"{ticks}text\n{shown}\n{ticks}\n"


def _longer_than_any(text: str, least: int) -> str:
    longest = max(map(len, re.findall("`+", text)), default=0)
    return "`" * max(least, longest + 1)
