"""What is known of a class: who handed in what, what could not be matched, and what each answer got."""

from dataclasses import dataclass
from pathlib import Path

from dojo.model import Result


@dataclass(frozen=True)
class Submission:
    """A student's answer to one kata."""

    student: str
    kata: str
    """The kata's name, such as 03_backprop."""
    file: Path
    """A regular file that holds the answer, in a folder of the grader's own, named as the kata's module."""
    digest: str
    """SHA-256 of its bytes, in hexadecimal."""
    origin: str
    """Where it came from, as a path inside of what was handed in; printable."""


@dataclass(frozen=True)
class Leftover:
    """Something handed in that is no answer to a kata."""

    origin: str
    reason: str
    """Why, in words that a teacher understands."""
    nearest: str = ""
    """The file name that it may have been meant to be."""
    student: str = ""
    """Who handed it in, "" where that is not known."""


@dataclass(frozen=True)
class Intake:
    """All that was handed in."""

    submissions: tuple[Submission, ...]
    leftovers: tuple[Leftover, ...]
    students: tuple[str, ...]
    """All of them, also those of whom nothing could be matched."""
    numbers: tuple[tuple[str, str, str], ...] = ()
    """Student, the number by which the exporting system knows them, where it told one, and that system: Canvas's user,
    Moodle's participant, the school's number in Gradescope or else the address. Hostile text, as their names are."""


@dataclass(frozen=True)
class Terms:
    """What a grade depends on besides the answer."""

    tests: str
    """SHA-256 over the kata's graded tests and their data, its solution and its known mistakes."""
    seed: int
    """From which the tests draw.

    Not what judges: with another torch or dojo a grade stays, its versions are recorded, and the difference is told.
    """


@dataclass(frozen=True)
class Grade:
    """What an answer got."""

    submission: Submission
    terms: Terms
    result: Result
    versions: str
    """Of the Python, torch and torch-katas that judged, and the first digits of its judging code's digest."""
    graded: str
    """When, as an ISO 8601 time with its zone."""
