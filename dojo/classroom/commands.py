"""The teacher's command: arguments in, calls, text out."""

import os
import secrets
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from dojo.catalog import all_katas
from dojo.classroom.exports import exported
from dojo.classroom.feedback import leftover_text
from dojo.classroom.grade import Progress, grade, terms_of
from dojo.classroom.gradebook import FILE, Gradebook, GradebookError
from dojo.classroom.intake import IntakeError, take_in
from dojo.classroom.records import Grade, Intake
from dojo.learner import CannotError
from dojo.learner.place import named_kata
from dojo.model import Kata
from dojo.worker.sandbox import TIERS, Tier, probe


def grade_class(
    ctx: typer.Context,
    submissions: Annotated[
        Path, typer.Argument(metavar="SUBMISSIONS", help="A folder or zip file as an LMS or GitHub exports it.")
    ],
    output: Annotated[
        Path, typer.Option(metavar="DIR", help="Where grades go, and where an earlier run left off.")
    ] = Path("grades"),
    kata: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KATA", help="A kata that was to be done; may be given several times [default: all handed in]"
        ),
    ] = None,
    student: Annotated[
        str,
        typer.Option(metavar="NAME", help="SUBMISSIONS is what this one student handed in; what is missing counts 0."),
    ] = "",
    seed: Annotated[
        int | None,
        typer.Option(metavar="N", help="The tests' seed [default: that of the run before, else a new one]"),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Answers judged at a time.")] = os.cpu_count() or 1,
    require_isolation: Annotated[
        bool, typer.Option("--require-isolation", help="Refuse where this machine offers limits alone.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what is in results.json, and nothing else.")] = False,
) -> None:
    """Grade a class: judge every answer apart from the tests, in a sandbox, and write the grades.

    The same command goes on where an earlier one was stopped, and grades only what is new or has changed.

    The exit code is 1 where something could not be judged, for a reason that is no student's.
    """
    root: Path = ctx.obj()
    katas = [named_kata(root, name) for name in kata] if kata else all_katas(root)
    console = Console(stderr=True, highlight=False)
    tier = _tier(console, require_isolation)
    begun = time.monotonic()
    try:
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="dojo-class-") as folder, Gradebook(output / FILE) as book:
            intake = take_in(submissions, katas, Path(folder), student)
            if not intake.submissions and not student:
                _tell_leftovers(console, intake)
                raise CannotError(
                    f"cannot grade {submissions}, because nothing in it is an answer to {_names(katas)}: "
                    "name a folder or zip file that holds a folder, clone or zip file for each student"
                )
            book.put_intake(intake)
            if not kata and not student:
                katas = [one for one in katas if one.name in {each.kata for each in intake.submissions}]
            chosen = book.seed(secrets.randbelow(1 << 31) if seed is None else seed, fixed=seed is not None)
            progress = _graded(console, root, katas, intake, book, chosen, tier, workers)
            grades = _of_now(book, intake, katas, chosen)
        for name, text in exported(grades, intake, katas):
            _write(output / name, text)
    except (IntakeError, GradebookError) as error:
        raise CannotError(str(error)) from None
    except OSError as error:
        raise CannotError(f"cannot grade, because {error}") from None
    except KeyboardInterrupt:
        raise CannotError("stopped; what was graded is kept: run the same command to go on") from None
    if as_json:
        print((output / "results.json").read_text(encoding="utf-8"))
    else:
        _tell(console, progress, grades, intake, katas, output, chosen, tier, time.monotonic() - begun)
    if progress.failed:
        raise typer.Exit(1)


def _tier(console: Console, require: bool) -> Tier:
    found = probe()
    if found.tier == TIERS[-1]:
        why = "; ".join(found.missing)
        if require:
            raise CannotError(f"cannot isolate submissions here ({why}): grade on a Linux machine that can")
        console.print(
            f"[bold red]Submissions run with limits alone[/], because this machine cannot isolate them ({why}): "
            "they can read and change what you can. --require-isolation refuses this."
        )
    return found.tier


def _graded(
    console: Console,
    root: Path,
    katas: Sequence[Kata],
    intake: Intake,
    book: Gradebook,
    seed: int,
    tier: Tier,
    workers: int,
) -> Progress:
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(progress: Progress) -> None:
            bar.update(task, total=progress.all, completed=progress.all - progress.left)

        return grade(root, katas, intake.submissions, book, seed, tier, workers, tell)


def _of_now(book: Gradebook, intake: Intake, katas: Sequence[Kata], seed: int) -> list[Grade]:
    """Return the grades of what has been handed in now, under the terms of now: none of an earlier test or seed."""
    terms = {kata.name: terms_of(kata, seed) for kata in katas}
    found = (book.find(one, terms[one.kata]) for one in intake.submissions if one.kata in terms)
    return [grade for grade in found if grade is not None]


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8", newline="")
    unfinished.replace(path)


def _names(katas: Sequence[Kata]) -> str:
    return katas[0].name if len(katas) == 1 else "a kata"


def _tell_leftovers(console: Console, intake: Intake) -> None:
    for leftover in intake.leftovers:
        console.print(Text(f"not graded: {leftover_text(leftover)}", style="yellow"))


def _tell(
    console: Console,
    progress: Progress,
    grades: Sequence[Grade],
    intake: Intake,
    katas: Sequence[Kata],
    output: Path,
    seed: int,
    tier: Tier,
    seconds: float,
) -> None:
    table = Table("kata", "handed in", "full marks", "mean", box=None, pad_edge=False)
    for kata in katas:
        results = [one.result for one in grades if one.submission.kata == kata.name]
        if results:
            full = sum(result.points == result.total for result in results)
            mean = sum(result.points / max(result.total, 1) for result in results) / len(results)
            table.add_row(kata.name, str(len(results)), str(full), f"{mean:.0%}")
    console.print(table)
    _tell_leftovers(console, intake)
    for submission, why in progress.failed:
        console.print(Text(f"could not be judged: {submission.origin}: {why}", style="red"))
    console.print(
        f"{progress.graded} graded in {seconds:.0f} s, {progress.kept} kept from before; "
        f"{len(intake.students)} students, seed {seed}, isolated: {tier}"
    )
    console.print(Text(f"grades: {output / 'grades.csv'}"))
