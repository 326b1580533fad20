"""The hints of a kata's text: which function's, and one more at each call."""

import difflib
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rich.console import Group, RenderableType
from rich.text import Text

from dojo.learner import CannotError, reason
from dojo.learner.progress import KataRecord, Progress, Verdict
from dojo.learner.standing import standing
from dojo.model import Kata

BLOCK = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL)


@dataclass(frozen=True)
class Hint:
    """One hint of a function."""

    function: str
    number: int
    """Counted from 1; more than there are when all were shown before."""
    of: int
    text: str
    """Markdown; "" when all were shown before."""


def hints_of(kata: Kata) -> dict[str, list[str]]:
    """Return function -> its hints: the paragraphs of its folded block under "Hints", in Markdown.

    Raises:
        CannotError: the text is not there or has no hints.
    """
    try:
        text = kata.text.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise CannotError(f"cannot read {kata.text}, because {reason(error)}: restore it") from None
    blocks = BLOCK.findall(text.partition("\n## Hints")[2])
    if not blocks:
        raise CannotError(f"cannot give a hint, because {kata.text} has none: ask whoever gave you this kata")
    return {title.strip(" `()"): _paragraphs(body) for title, body in blocks}


def _paragraphs(body: str) -> list[str]:
    """Split at blank lines, but not inside a block of code, nor before one, which belongs to what leads to it."""
    paragraphs: list[str] = []
    for part in re.split(r"\n\s*\n", body.strip("\n")):
        if paragraphs and (paragraphs[-1].count("```") % 2 or part.startswith("```")):
            paragraphs[-1] += f"\n\n{part}"
        elif part.strip():
            paragraphs.append(part)
    return paragraphs


def function_meant(kata: Kata, record: KataRecord, name: str | None) -> str:
    """Return the function to give a hint for: the one that is named, by itself or by a test, or the one to work on.

    Raises:
        CannotError: nothing is called so; the message names the nearest.
    """
    hints = hints_of(kata)
    if name is None:
        first = standing(kata, record).first
        return first.function if first and first.function in hints else next(iter(hints))
    wanted = name.strip(" ()").rpartition("::")[2]
    if wanted in hints:
        return wanted
    functions = _functions_of_tests(record.tests)
    if functions.get(wanted) in hints:
        return functions[wanted]
    near = difflib.get_close_matches(wanted, [*hints, *functions], n=1)
    advice = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(hints)}."
    raise CannotError(f"cannot find hints for {name!r} in {kata.name}. {advice}", usage=True)


def _functions_of_tests(tests: Mapping[str, Verdict]) -> dict[str, str]:
    """Return test -> function, by the tests' names with and without their parameters."""
    names = {name.partition("[")[0]: test.function for name, test in tests.items()}
    return names | {name: test.function for name, test in tests.items()}


def next_hint(kata: Kata, record: KataRecord, function: str) -> Hint:
    """Return the first hint of a function that was not shown yet."""
    hints = hints_of(kata)[function]
    shown = min(record.hints.get(function, 0), len(hints))
    return Hint(function, shown + 1, len(hints), hints[shown] if shown < len(hints) else "")


def hint_screen(kata: Kata, hint: Hint, width: int, colours: bool) -> RenderableType:
    """Return what to print: the hint, or that all were shown and what is left to do.

    Without colours its Markdown is shown as it is written, or `.grad` would lose its marks and look like prose.
    """
    if hint.text:
        said = Text(f"{hint.function}(), hint {hint.number} of {hint.of}", "bold")
        return Group(said, "", _coloured(hint.text) if colours else Text(_filled(hint.text, width)))
    said = Text(f"No more hints for {hint.function}(): all {hint.of} are shown.", "bold")
    place = Text(f"Read them again in {kata.text.relative_to(kata.root)}, under Hints.")
    if not kata.solution.is_file():
        return Group(said, place)
    command = Text(f"  dojo solution {kata.name} --anyway", no_wrap=True, overflow="ignore")
    return Group(said, place, Text("When you have tried everything:"), command)


def _coloured(text: str) -> RenderableType:
    from rich.markdown import Markdown  # not at the top: it takes as long to import as all the rest

    return Markdown(text)


def _filled(text: str, width: int) -> str:
    """Fill lines of prose up to a width; code, lists and tables stay as they are."""
    if any(line.startswith((" ", "-", "*", "|", "```")) or line[:1].isdigit() for line in text.splitlines()):
        return text
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


def counted(progress: Progress, kata: Kata, hint: Hint) -> Progress:
    """Return the progress in which this hint has been shown."""
    record = progress.of(kata.name)
    number = min(hint.number, hint.of)
    return progress.having(kata.name, replace(record, hints={**record.hints, hint.function: number}))
