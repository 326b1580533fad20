"""`dojo handout`: arguments in, calls, text out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dojo.catalog import all_katas
from dojo.classroom.handout.files import autograder_files, handout_files
from dojo.classroom.handout.making import make_folder, make_zip, see_free
from dojo.learner import CannotError
from dojo.learner.place import named_kata
from dojo.model import Kata


def handout(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="The students' repository, a folder to be made.", show_default=False),
    ] = None,
    kata: Annotated[
        list[str] | None,
        typer.Option(metavar="KATA", help="A kata to hand out; may be given several times; without it all are"),
    ] = None,
    gradescope: Annotated[
        Path | None, typer.Option(metavar="ZIP", help="Make Gradescope's autograder for the same katas, too or alone.")
    ] = None,
) -> None:
    """Make what students are given: the katas and all that a learner needs, without solutions.

    On GitHub the handout grades each push, as feedback. Gradescope's autograder grades each submission.
    """
    if folder is None and gradescope is None:
        raise CannotError("cannot make a handout, because no folder is named: dojo handout DIR", usage=True)
    root: Path = ctx.obj()
    katas = sorted({named_kata(root, name) for name in kata}, key=lambda one: one.name) if kata else all_katas(root)
    see_free(folder, gradescope)
    if folder is not None:
        make_folder(folder, handout_files(root, katas))
    if gradescope is not None:
        make_zip(gradescope, autograder_files(root, katas))
    _tell(katas, folder, gradescope)


def _tell(katas: Sequence[Kata], folder: Path | None, gradescope: Path | None) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"katas: {', '.join(kata.name for kata in katas)}")
    if folder is not None:
        console.print(f"students' repository: {folder}  (git init there, and push it as a template)")
    if gradescope is not None:
        console.print(f"Gradescope's autograder: {gradescope}  (upload it under Configure Autograder)")
