"""The teacher's command: arguments in, calls, text out."""

import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.control import Control
from rich.segment import ControlType
from rich.text import Text

from dojo.catalog import all_katas
from dojo.classroom.cluster import ClusterError, judges_on
from dojo.classroom.exports import exported
from dojo.classroom.grade import LostError, grade, grades_now
from dojo.classroom.gradebook import GradebookError
from dojo.classroom.intake import IntakeError, take_in
from dojo.classroom.judges import Judges, job_of, judges_here
from dojo.classroom.judging import Job, UnfitError
from dojo.classroom.output import opened, write
from dojo.classroom.reasons import refusal
from dojo.classroom.records import Intake
from dojo.classroom.stopping import Stop
from dojo.classroom.telling import (
    Telling,
    summary_text,
    tell_failed,
    tell_grades,
    tell_leftovers,
    tell_nodes,
    tell_weak,
    versions_text,
)
from dojo.classroom.terms import versions
from dojo.learner import CannotError
from dojo.learner.place import named_kata
from dojo.model import Kata
from dojo.worker.sandbox import TIERS, probe

CPUS = os.cpu_count() or 1


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
            metavar="KATA", help="A kata that was to be done; may be given several times.", show_default="all handed in"
        ),
    ] = None,
    student: Annotated[
        str,
        typer.Option(metavar="NAME", help="SUBMISSIONS is what this one student handed in; what is missing counts 0."),
    ] = "",
    seed: Annotated[
        int | None,
        typer.Option(metavar="N", help="The tests' seed.", show_default="that of the run before, else a new one"),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Answers judged at a time, where no cluster does.")] = CPUS,
    require_isolation: Annotated[
        bool, typer.Option("--require-isolation", help="Refuse where a machine offers limits alone.")
    ] = False,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Grade all anew, also what has not changed since the run before.")
    ] = False,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Judge on the nodes of this Dask cluster, as tcp://host:8786."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what is in results.json, and nothing else.")] = False,
) -> None:
    """Grade a class: judge every answer apart from the tests, in a sandbox, and write the grades.

    The same command goes on where an earlier one was stopped. It grades what is
    new or has changed: an answer, or a kata's tests, solution and mistakes.
    Ctrl-C finishes what is under way; pressed twice, it stops at once.

    Exit code: 0 all is graded; 1 nothing could be graded, or something could not
    be judged, for a reason that is no student's; 2 the command is wrong;
    130 stopped by Ctrl-C; 143 by SIGTERM.
    """
    root: Path = ctx.obj()
    named = [named_kata(root, name) for name in kata or []]
    console = Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())
    if scheduler is None:
        _see_walls(console, require_isolation)
    begun = time.monotonic()
    with Stop() as stop, _refusals(console, stop, regrade), opened(output, submissions) as (book, folder):
        intake = _taken_in(console, submissions, named or all_katas(root), folder, student)
        book.put_intake(intake)
        handed_in = {each.kata for each in intake.submissions}
        katas = named or [one for one in all_katas(root) if student or one.name in handed_in]
        chosen = book.seed(secrets.randbelow(1 << 31) if seed is None else seed, fixed=seed is not None)
        job = job_of(katas, chosen, require_isolation, None if scheduler else root, None if scheduler else folder)
        if regrade:
            book.begin_anew([one.name for one in katas])
        with _judges(console, job, workers, scheduler) as judges, Telling(console) as telling:
            progress = grade(job, intake.submissions, book, judges, telling, stop)
        if progress.stopping and progress.left:
            tell_failed(console, progress)
            raise KeyboardInterrupt
        grades = list(grades_now(job, intake.submissions, book))
        for name, text in exported(grades, intake, katas):
            write(output / name, text)
    if as_json:
        print((output / "results.json").read_text(encoding="utf-8"))
    else:
        tell_grades(console, grades, katas)
        tell_leftovers(console, intake)
        seconds = time.monotonic() - begun
        console.print(Text(summary_text(progress, grades, len(intake.students), chosen, seconds)))
        console.print(Text(f"grades: {output / 'grades.csv'}\nreport: {output / 'report.html'}"))
    if told := versions_text(grades, "" if scheduler else versions()):
        console.print(Text(told, style="yellow"))
    tell_failed(console, progress)
    if progress.failed:
        raise typer.Exit(1)


@contextmanager
def _refusals(console: Console, stop: Stop, regrade: bool) -> Iterator[None]:
    """Turn what may go wrong into what a teacher can do."""
    try:
        yield
    except (IntakeError, GradebookError, UnfitError) as error:
        raise CannotError(str(error)) from None
    except ClusterError as error:
        raise CannotError(f"cannot grade on a cluster, because {error}") from None
    except LostError as error:
        raise CannotError(f"cannot go on, because {error}; what was graded is kept") from None
    except OSError as error:
        raise CannotError(f"cannot grade, because {refusal(error)}") from None
    except KeyboardInterrupt:
        again = ", without --regrade," if regrade else ""
        console.control(Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2)))  # what shows of Ctrl-C
        console.print(Text(f"stopped; what was graded is kept: to go on, run the same command{again} again"))
        raise typer.Exit(128 + (stop.signal or signal.SIGINT)) from None


def _see_walls(console: Console, require: bool) -> None:
    """Warn, or refuse, where this machine cannot isolate what it runs."""
    found = probe()
    if found.tier != TIERS[-1]:
        return
    why = "; ".join(found.missing)
    if require:
        raise CannotError(f"cannot isolate submissions here ({why}): grade on a Linux machine that can")
    tell_weak(console, f"because this machine cannot isolate them ({why}): they can read and change what you can")


def _taken_in(console: Console, submissions: Path, katas: Sequence[Kata], folder: Path, student: str) -> Intake:
    intake = take_in(submissions, katas, folder, student)
    if not intake.submissions and not student:
        tell_leftovers(console, intake)
        raise CannotError(
            f"cannot grade {submissions}, because nothing in it is an answer to {_names(katas)}: "
            "name a folder or zip file that holds a folder, clone or zip file for each student"
        )
    return intake


def _judges(console: Console, job: Job, workers: int, scheduler: str | None) -> AbstractContextManager[Judges]:
    if scheduler is not None:
        return judges_on(scheduler, job, lambda tiers: tell_nodes(console, tiers))
    return judges_here(job, workers)


def _names(katas: Sequence[Kata]) -> str:
    return katas[0].name if len(katas) == 1 else "a kata"
