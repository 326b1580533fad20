"""What the page shows: frozen, in the order in which it is read. HTML is made of it last."""

from dataclasses import dataclass

from dojo.classroom.report.measures import Spread
from dojo.model import Outcome


@dataclass(frozen=True)
class Person:
    """A student."""

    key: str
    """Names their place on the page."""
    name: str
    number: str
    """What the exporting system counts them by, "" where it told none."""


@dataclass(frozen=True)
class Told:
    """What became of one test, or of several that ended for the same reason, and what the learner was told."""

    outcome: Outcome
    words: str
    points: int
    tests: tuple[int, ...]
    """Their numbers."""
    parts: tuple[tuple[str, str], ...] = ()
    """Such as ("got", "(2,)"); a label is "" where the text belongs to the one above."""


@dataclass(frozen=True)
class Found:
    """A known mistake that was named."""

    said: str
    advice: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """All answers to a kata that ended alike in every test, with the same messages; most groups have one member."""

    key: str
    people: tuple[Person, ...]
    points: int
    total: int
    outcomes: tuple[Outcome | None, ...]
    """Of each test of the kata; None for one that was not run."""
    found: tuple[Found, ...]
    told: tuple[Told, ...]
    ended: tuple[tuple[str, int], ...]
    """How runs were lost or stopped, and how often."""

    @property
    def unwritten(self) -> bool:
        """Whether nothing is written yet, as in the stub that was handed out."""
        return set(self.outcomes) <= {"todo", "skipped", None} and "todo" in self.outcomes

    @property
    def broken(self) -> bool:
        """Whether no test could be judged, as with a file that does not load."""
        return set(self.outcomes) <= {"error", "skipped", None} and "error" in self.outcomes

    @property
    def judged(self) -> bool:
        """Whether the answer says something about the tests: something is written, and it loads."""
        return not self.unwritten and not self.broken


@dataclass(frozen=True)
class Item:
    """One test, as the whole class met it."""

    number: int
    title: str
    points: int
    passed: int
    failed: int
    unwritten: int
    other: int
    """Not judged, or not run."""
    skipped: int
    difficulty: float | None
    discrimination: float | None
    seconds: Spread | None


@dataclass(frozen=True)
class Mistake:
    """A known mistake, and who made it."""

    advice: str
    functions: tuple[str, ...]
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Slow:
    """A student whose code took far longer than that of the others, in some tests of a kata."""

    person: Person
    tests: tuple[int, ...]
    worst: int
    """The test in which it took longest."""
    seconds: float
    usual: float
    """The class's median in that test, in seconds."""


@dataclass(frozen=True)
class Large:
    """A student whose code took far more memory than that of the others."""

    person: Person
    memory: int
    """In bytes, beyond what a process for an answer begins with."""
    usual: float
    """The class's median, in bytes."""


@dataclass(frozen=True)
class KataPage:
    """One kata."""

    key: str
    name: str
    concept: str
    possible: int
    handed_in: int
    full: int
    """Answers with full marks."""
    judged: int
    """Answers that items are measured by: something is written, and it loads."""
    shares: tuple[float, ...]
    """Of the points, one for each answer."""
    points: Spread | None
    items: tuple[Item, ...]
    mistakes: tuple[Mistake, ...]
    groups: tuple[Group, ...]
    slow: tuple[Slow, ...]
    large: tuple[Large, ...]

    @property
    def hardest_first(self) -> list[Item]:
        """The tests, those last of which no difficulty is known."""
        return sorted(self.items, key=lambda item: 2.0 if item.difficulty is None else item.difficulty)
