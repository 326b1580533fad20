"""Records as rows of the gradebook's tables, and back, without loss.

One exception, which no file name and no decoded text has: inside the JSON, two lone surrogates that stand side by side
and make up a character come back as that character.
"""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dojo.classroom.records import Grade, Intake, Leftover, Submission, Terms
from dojo.model import Check, Diagnosis, Result

Row = tuple[Any, ...]
Texts = dict[str, str]
"""Each text to itself: equal texts of many grades, such as a test's title, are in memory once."""

COLUMNS = (
    *("student", "kata", "digest", "tests", "seed", "points", "total", "tier"),
    *("graded", "versions", "file", "origin", "result"),
)
SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS grades (
        id INTEGER PRIMARY KEY,  -- a larger one is newer, whatever the clock said
        student TEXT NOT NULL,   -- as all texts: a control character, lone surrogate or backslash is written \\u001b
        kata TEXT NOT NULL,
        digest TEXT NOT NULL,    -- of the answer
        tests TEXT NOT NULL,     -- digest of the graded tests, the solution and the known mistakes
        seed TEXT NOT NULL,      -- a seed may have more than 64 bits
        points INTEGER NOT NULL,
        total INTEGER NOT NULL,
        tier TEXT NOT NULL,
        graded TEXT NOT NULL,
        versions TEXT NOT NULL,
        file TEXT NOT NULL,
        origin TEXT NOT NULL,
        result TEXT NOT NULL     -- JSON: the outcome of each test, the diagnoses
    )
    """,
    "CREATE INDEX IF NOT EXISTS newest ON grades (student, kata, id)",
    "CREATE TABLE IF NOT EXISTS intake (id INTEGER PRIMARY KEY CHECK (id = 1), record TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS seed (id INTEGER PRIMARY KEY CHECK (id = 1), seed TEXT NOT NULL)",
    # Grades of a kata up to this id no longer count: it was graded anew. They stay to be looked up.
    "CREATE TABLE IF NOT EXISTS anew (kata TEXT PRIMARY KEY, newest INTEGER NOT NULL)",
)


class RowError(Exception):
    """A row holds something that was not written by this module."""


def column(text: str) -> str:
    """Return a text as it is kept: what SQLite cannot hold, or a terminal would obey, is written out."""
    return re.sub(r"[\\\x00-\x1f\x7f-\x9f\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)


def text_of(kept: str) -> str:
    """Return the text that `column` was given."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), kept)


def row_of(grade: Grade) -> Row:
    """Return a grade's values in the order of COLUMNS."""
    submission, terms, result = grade.submission, grade.terms, grade.result
    values = (
        *(submission.student, submission.kata, submission.digest, terms.tests, str(terms.seed)),
        *(result.points, result.total, result.tier, grade.graded, grade.versions),
        *(str(submission.file), submission.origin),
    )
    kept = (column(value) if isinstance(value, str) else value for value in values)
    return (*kept, json.dumps(asdict(result)))


def grade_of(row: Row, texts: Texts) -> Grade:
    """Rebuild a grade from its row; points, total and tier follow from its result, whose memory an old row lacks.

    Raises:
        RowError: it was not written here.
    """
    try:
        *values, record = row
        kept = {name: _once(text_of(str(value)), texts) for name, value in zip(COLUMNS, values, strict=False)}
        submission = Submission(kept["student"], kept["kata"], Path(kept["file"]), kept["digest"], kept["origin"])
        terms = Terms(kept["tests"], int(kept["seed"]))
        result = _result(_once(json.loads(record), texts))
        return Grade(submission, terms, result, kept["versions"], kept["graded"])
    except (KeyError, RecursionError, TypeError, ValueError) as error:
        raise RowError(f"the grade of {row[:2]} cannot be read: {error}") from None


def _result(plain: dict[str, Any]) -> Result:
    checks = tuple(map(Check.from_plain, plain["checks"]))
    diagnoses = tuple(map(Diagnosis.from_plain, plain["diagnoses"]))
    return Result(**{**plain, "checks": checks, "diagnoses": diagnoses})


def intake_record(intake: Intake) -> str:
    """Return all that was handed in as JSON."""
    return json.dumps(asdict(intake), default=str)  # a path is the only value that JSON lacks


def intake_of(record: str) -> Intake:
    """Rebuild what `intake_record` was given.

    Raises:
        RowError: it was not written here.
    """
    try:
        plain = _once(json.loads(record), {})
        submissions = tuple(Submission(**{**one, "file": Path(one["file"])}) for one in plain["submissions"])
        leftovers = tuple(Leftover(**one) for one in plain["leftovers"])
        return Intake(**{**plain, "submissions": submissions, "leftovers": leftovers})
    except (KeyError, RecursionError, TypeError, ValueError) as error:
        raise RowError(f"what was handed in cannot be read: {error}") from None


def _once(plain: Any, texts: Texts) -> Any:
    """Return decoded JSON with each text as it is in `texts` already, and tuples where JSON has lists."""
    if isinstance(plain, str):
        return texts.setdefault(plain, plain)
    if isinstance(plain, dict):
        return {name: _once(value, texts) for name, value in plain.items()}
    return tuple(_once(value, texts) for value in plain) if isinstance(plain, list) else plain
