"""What the teacher is told while a class is graded, and when it is."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from dojo.classroom.feedback import leftover_text
from dojo.classroom.grade import Progress
from dojo.classroom.records import Grade, Intake
from dojo.classroom.texts import one_line
from dojo.model import Kata
from dojo.summary import plural
from dojo.worker.sandbox import TIERS, Tier

EVERY = 20.0
"""Seconds between two lines about the progress, where there is no terminal to draw a bar in."""
NAMED = 5
"""Answers that are named for each reason why they could not be judged, and nodes without walls."""


class Telling:
    """Shows how far a grading is: a bar in a terminal, and a line now and then elsewhere."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._live = Live(console=console, transient=True, auto_refresh=False) if console.is_terminal else None
        self._first: tuple[float, int] | None = None
        self._told = time.monotonic()

    def __enter__(self) -> "Telling":
        """Begin to show."""
        if self._live:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take the bar away."""
        if self._live:
            self._live.stop()

    def __call__(self, progress: Progress) -> None:
        """Show how far it is."""
        now = time.monotonic()
        judged = progress.judged
        if judged and self._first is None:  # what came before it was spent on starting, and says nothing of the rest
            self._first = now, judged
        since, before = self._first or (now, judged)
        left = words_left(progress, now - since, judged - before)
        if self._live:
            self._live.update(_bar(progress, left, self.console.width - len("^C ")), refresh=True)
        elif now - self._told >= EVERY:
            self._told = now
            self.console.print(f"graded {progress.all - progress.left} of {progress.all}, {left}")


def words_left(progress: Progress, seconds: float, judged: int) -> str:
    """Say how long it will take.

    Args:
        progress: how far it is.
        seconds: since the first answer was judged.
        judged: how many were in that time.
    """
    if progress.stopping:
        return "finishing what is under way; Ctrl-C again stops at once"
    if not judged:
        return "starting"
    left = (progress.to_judge - progress.judged) * seconds / judged
    if left < 60:
        return f"about {max(round(left), 1)} s left"
    return f"about {round(left / 60)} min left" if left < 5400 else f"about {left / 3600:.1f} h left"


def _bar(progress: Progress, left: str, width: int) -> Table:
    """Lay out the line, with room for what a terminal shows of Ctrl-C: in a line of its own it would stay behind."""
    done = progress.all - progress.left
    row = Table.grid(padding=(0, 1), expand=True)
    row.width = width
    row.add_column(no_wrap=True)
    row.add_column(ratio=1)
    row.add_column(overflow="fold")
    bar = None if progress.stopping else ProgressBar(progress.all or 1, done, width=None)
    row.add_row(f"{done}/{progress.all}", *((bar,) if bar else ()), left)
    return row


def tell_weak(console: Console, where: str) -> None:
    """Warn that submissions run without walls."""
    warning = "Submissions run with limits alone"
    console.print(Text.assemble((warning, "bold red"), f", {where}. --require-isolation refuses this."))


def tell_nodes(console: Console, tiers: Mapping[str, Tier]) -> None:
    """Say that there are no nodes yet, and warn of those without walls."""
    weak = [node for node, tier in tiers.items() if tier == TIERS[-1]]
    if not tiers:
        console.print("There is no node yet: answers wait until one joins.")
    if weak:
        harm = "they can read and change what you can there, and tell the scheduler what to run"
        tell_weak(console, f"on {_some(weak)}: {harm}")


def tell_leftovers(console: Console, intake: Intake) -> None:
    """Say what was handed in and is no answer."""
    for leftover in intake.leftovers:
        console.print(Text(f"not graded: {leftover_text(leftover)}", style="yellow"))


def tell_failed(console: Console, progress: Progress) -> None:
    """Say what could not be judged, by reason."""
    for why, group in groupby(sorted(progress.failed, key=lambda one: one[1]), key=lambda one: one[1]):
        origins = _some([submission.origin for submission, _ in group])
        text = one_line(f"could not be judged: {origins}: {why}")
        console.print(Text(text, style="red"))
    if progress.failed:
        console.print("To try these again, run the same command.")


def tell_grades(console: Console, grades: Sequence[Grade], katas: Sequence[Kata]) -> None:
    """Show what came out for each kata."""
    table = Table("kata", "handed in", "full marks", "mean", box=None, pad_edge=False)
    for kata in katas:
        results = [one.result for one in grades if one.submission.kata == kata.name]
        if results:
            full = sum(result.points == result.total for result in results)
            mean = sum(result.points / max(result.total, 1) for result in results) / len(results)
            table.add_row(kata.name, str(len(results)), str(full), f"{mean:.0%}")
    console.print(table)


def versions_text(grades: Sequence[Grade], here: str) -> str:
    """Say that grades were made by another Python, torch or torch-katas than now, or than each other; "" if not so.

    Args:
        grades: those that are handed on.
        here: what would grade now; "" where nodes do.
    """
    made = Counter(grade.versions for grade in grades)
    if len({*made, here} - {""}) < 2:
        return ""
    parts = [f"{plural(number, 'grade')} by {versions}" for versions, number in made.most_common()]
    now = f", and this is {here}" if here and here not in made else ""
    return f"Not all is by the same versions: {'; '.join(parts)}{now}. To grade all anew: --regrade"


def summary_text(progress: Progress, grades: Sequence[Grade], students: int, seed: int, seconds: float) -> str:
    """Say in a line what was done."""
    alike = f" ({progress.judged} judged: what is alike, once)" if progress.judged < progress.graded else ""
    tiers = Counter(grade.result.tier for grade in grades)
    isolated = ", ".join(tier if len(tiers) == 1 else f"{tier} ({number})" for tier, number in tiers.most_common())
    return (
        f"{progress.graded} graded in {seconds:.0f} s{alike}, {progress.kept} kept from before; "
        f"{plural(students, 'student')}, seed {seed}, isolated: {isolated or 'nothing was graded'}"
    )


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
