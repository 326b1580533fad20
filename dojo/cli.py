"""The command line, `dojo`: arguments in, calls, text out. Answers without importing torch."""

import os
import sys
from collections.abc import Sequence
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dojo.author.commands import check, new
from dojo.catalog import all_katas
from dojo.classroom.commands import grade_class
from dojo.classroom.handout.commands import handout
from dojo.learner import CannotError
from dojo.learner.editor import editor, open_files
from dojo.learner.hints import counted, function_meant, hint_screen, hints_of, next_hint
from dojo.learner.path import path_lines
from dojo.learner.place import find_root, named_kata
from dojo.learner.progress import Progress, load, update
from dojo.learner.standing import concept, forgotten, standing
from dojo.learner.stubs import is_untouched, restore

app = typer.Typer(
    help="Learn PyTorch by small exercises, katas. Without a command: the path, with every kata and what is next.",
    epilog="A kata may be named 3, 03, backprop or 03_backprop. Its graded tests: pytest katas/03_backprop",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0, 1 if it cannot be done, 2 if it was not understood."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows a question mark
    try:
        return app(argv, prog_name="dojo", standalone_mode=False) or 0
    except typer.TyperException as error:
        return _refuse(f"{error.format_message()} See dojo --help", error.exit_code)
    except CannotError as error:
        return _refuse(str(error), 2 if error.usage else 1)
    except typer.Abort:  # Ctrl-C or the end of the input, at a question
        return _refuse("\nnothing was changed", 1)


def _refuse(message: str, code: int) -> int:
    _tell(message)
    return code


def complete_kata(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the katas that a shell can complete to, each with its concept."""
    try:
        katas = all_katas(find_root(ctx.find_root().params.get("root")))
    except CannotError:
        return []
    return [(kata.name, concept(kata)) for kata in katas if kata.name.startswith(incomplete)] or [
        (kata.module, concept(kata)) for kata in katas if kata.module.startswith(incomplete)
    ]


def complete_function(ctx: typer.Context) -> list[str]:
    """Return the functions of the kata that was named; typer leaves out those that begin otherwise."""
    try:
        return list(hints_of(named_kata(find_root(ctx.find_root().params.get("root")), ctx.params["kata"])))
    except (CannotError, KeyError):
        return []


KataName = Annotated[
    str, typer.Argument(metavar="KATA", help="3, 03, backprop or 03_backprop", autocompletion=complete_kata)
]


@app.callback(invoke_without_command=True)
def path(
    ctx: typer.Context,
    root: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The repository, where it is not the folder you are in or one around it."),
    ] = None,
) -> None:
    """Settle which repository is meant, and show the path where no command is given."""
    ctx.obj = partial(find_root, root)  # at the first use: `dojo hint --help` works anywhere
    if ctx.invoked_subcommand is None:
        here, console = ctx.obj(), _console()
        progress = _progress(here)
        standings = [standing(kata, progress.of(kata.name)) for kata in all_katas(here)]
        for line in path_lines(standings, console.width, not console.encoding.lower().startswith("utf")):
            console.print(line, soft_wrap=True)


def _console() -> Console:
    return Console(highlight=False)


def _progress(root: Path) -> Progress:
    progress = load(root)
    _tell(progress.notice)
    return progress


def _tell(notice: str) -> None:
    """Print what is no answer: in a terminal broken between words, elsewhere in one line."""
    if notice:
        console = Console(stderr=True, highlight=False, markup=False, emoji=False)
        console.print(notice, soft_wrap=not console.is_terminal)


@app.command()
def hint(
    ctx: typer.Context,
    kata: KataName,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="FUNCTION|TEST",
            help="A function, or a test that fails [default: what failed first]",
            show_default=False,
            autocompletion=complete_function,
        ),
    ] = None,
) -> None:
    """Give one more hint at each call."""
    found = named_kata(ctx.obj(), kata)
    progress = _progress(found.root)
    function = function_meant(found, progress.of(found.name), name)
    given = next_hint(found, progress.of(found.name), function)
    console = _console()
    colours = console.is_terminal and not console.no_color
    console.print(hint_screen(found, given, console.width, colours), crop=False)
    try:
        update(found.root, lambda newest: counted(newest, found, given))
    except CannotError as error:
        _tell(f"\n{error}")


@app.command()
def solution(
    ctx: typer.Context,
    kata: KataName,
    anyway: Annotated[bool, typer.Option("--anyway", help="Show it although the kata is not passed.")] = False,
) -> None:
    """Show the reference solution of a kata that you have passed."""
    found = named_kata(ctx.obj(), kata)
    if not found.solution.is_file():
        raise CannotError(
            f"cannot show the solution of {found.name}, because {found.solution.relative_to(found.root)} is not here "
            "(a handout has no solutions): ask your teacher"
        )
    record = _progress(found.root).of(found.name)
    if not (record.passed or anyway):
        now = standing(found, record)
        raise CannotError(
            f"cannot show the solution of {found.name}, because it is not passed yet "
            f"({now.points} of {now.total} points): try dojo hint {found.name}, or add --anyway"
        )
    text, console = found.solution.read_text(encoding="utf-8"), _console()
    if not console.is_terminal:
        print(text, end="")
        return
    from rich.syntax import Syntax

    coloured = Syntax("", "python", theme="ansi_dark").highlight(text)
    console.print(coloured, soft_wrap=True, end="")  # broken by the terminal alone, so that it can be copied


@app.command()
def reset(
    ctx: typer.Context,
    kata: KataName,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Begin a kata again: keep your file under backups/ and put the stub in its place."""
    found = named_kata(ctx.obj(), kata)
    shown = found.stub.relative_to(found.root)
    if is_untouched(found):
        print(f"{shown} is the stub already: nothing to reset.")
        return
    if not yes and not typer.confirm(f"Put the stub in the place of {shown}? Your file is kept under backups/."):
        raise CannotError("nothing was changed")
    backup = restore(found)
    if backup is not None:
        print(f"Your file is kept: {backup.relative_to(found.root)}")
    print(f"{shown} is the stub again.")
    _tell(update(found.root, lambda progress: forgotten(progress, found)).notice)


@app.command("open")
def open_(
    ctx: typer.Context,
    kata: KataName,
    text: Annotated[bool, typer.Option("--text", help="Open the kata's text too.")] = False,
) -> None:
    """Open the file to fill in, in $VISUAL, $EDITOR or VS Code; without one of these, print where it is."""
    found = named_kata(ctx.obj(), kata)
    paths = [found.stub, found.text] if text else [found.stub]
    chosen = editor(os.environ)
    if chosen is None:
        _tell("There is neither $VISUAL, $EDITOR nor VS Code, so open it yourself:")
        print(*paths, sep="\n")
    else:
        open_files(paths, *chosen)


@app.command()
def watch(
    ctx: typer.Context,
    kata: Annotated[
        str | None,
        typer.Argument(
            metavar="KATA",
            help="3, 03, backprop or 03_backprop [default: the one that is next, then whichever you save]",
            show_default=False,
            autocompletion=complete_kata,
        ),
    ] = None,
) -> int:
    """Judge a kata after each save, until Ctrl-C. Keys: hint, next, list, all failures; ? tells them."""
    root = ctx.obj()
    found = named_kata(root, kata) if kata is not None else None
    if os.name != "posix":
        raise CannotError("cannot watch, because this system cannot fork: run pytest after each save, or use WSL")
    from dojo.learner.watch import watch  # needs a Unix to be imported

    return watch(root, found)


TEACHERS = "Commands for teachers"
app.command("grade", rich_help_panel=TEACHERS)(grade_class)
app.command(rich_help_panel=TEACHERS)(handout)
AUTHORS = "Commands for authors"
app.command(rich_help_panel=AUTHORS)(check)
app.command(rich_help_panel=AUTHORS)(new)


if __name__ == "__main__":
    sys.exit(main())
