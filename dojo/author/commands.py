"""The author's commands: arguments in, calls, text out."""

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dojo.author.contract import check_kata, check_repository
from dojo.author.new import create
from dojo.author.report import Report, report_lines, sum_line
from dojo.catalog import all_katas
from dojo.learner import CannotError
from dojo.learner.place import named_kata
from dojo.summary import Line


def check(
    ctx: typer.Context,
    kata: Annotated[
        str | None,
        typer.Argument(
            metavar="KATA", help="3, 03, backprop or 03_backprop; every kata where none is named", show_default=False
        ),
    ] = None,
) -> None:
    """Check what every kata promises: wrong answers are rejected and named, right ones in any style are accepted.

    Runs the graded tests against the stub, the solution under 20 seeds, mistakes and right answers; seconds a kata.

    Says which file breaks a rule and what to do about it. The exit code is 1 where a rule is broken.
    """
    root: Path = ctx.obj()
    if not (root / "solutions").is_dir():
        raise CannotError(f"cannot check katas, because {root} has no solutions/: use a copy that is not a handout")
    console = Console(highlight=False)
    katas = all_katas(root) if kata is None else [named_kata(root, kata)]
    kept = [_told(console, root, each.name, check_kata(each)) for each in katas]
    if kata is None:
        kept.append(_told(console, root, "All katas together", iter([check_repository(root)])))
    if not all(kept):
        raise typer.Exit(1)


def _told(console: Console, root: Path, name: str, reports: Iterator[Report]) -> bool:
    """Print reports as they come; return whether all rules are kept."""
    begun, told = time.monotonic(), []
    _print(console, [Line(name, {"bold": True})])
    with console.status("checking …"):
        for report in reports:
            told.append(report)
            _print(console, report_lines(report, root))
    _print(console, [sum_line(name, told, time.monotonic() - begun), Line()])
    return all(report.kept for report in told)


def _print(console: Console, lines: Iterable[Line]) -> None:
    for line in lines:
        style = " ".join("dim" if name == "light" else name for name, on in line.style.items() if on)
        for part in line.laid_out(console.width):
            console.print(part, style=style or None, markup=False, soft_wrap=True)


def new(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="15_streams, or streams for the next free number")],
) -> None:
    """Begin a kata: write its files, ready to fill.

    They hold a small kata that works, with one function as an example to replace. FILL IN marks what is to be written.
    """
    root: Path = ctx.obj()
    kata, written = create(root, name)
    for path in written:
        print(f"wrote {path.relative_to(root)}")
    print(f"\nNext: fill in {kata.text.relative_to(root)}, then run: dojo check {kata.name}")
    sys.stdout.flush()
