"""The path: every kata with its bar, and what is next. Pure functions from records to coloured lines."""

import textwrap
from collections.abc import Sequence

from rich.text import Text

from dojo.learner.standing import Standing
from dojo.summary import bar, plural

NARROW = 60
"""Columns below which bars are half as long."""


def path_lines(standings: Sequence[Standing], width: int, ascii_only: bool) -> list[Text]:
    """Return the whole screen. Only commands, which must be copied in one piece, may be longer than a line.

    Args:
        standings: one for each kata, in order.
        width: columns of the terminal.
        ascii_only: draw the bars with characters that every terminal has.
    """
    following = what_is_next(standings)
    passed = sum(one.passed for one in standings)
    points, total = sum(one.points for one in standings), sum(one.total for one in standings)
    head = f"{passed} of {plural(len(standings), 'kata')} passed, {points} of {plural(total, 'point')}"
    rows = _rows(standings, following, width, ascii_only)
    return [*_prose(head, width, "bold"), Text(), *rows, Text(), *_next_lines(following, width)]


def what_is_next(standings: Sequence[Standing]) -> Standing | None:
    """Return the kata to go on with: of those in the last run one that is not passed, or else the first that is not.

    If the last run was of several, the first in which something is written.
    """
    last = max(one.when for one in standings)
    open_ones = [one for one in standings if not one.passed]
    in_last = [one for one in open_ones if one.begun and one.when == last]
    return next(iter([*(one for one in in_last if one.written), *in_last, *open_ones]), None)


def _rows(standings: Sequence[Standing], following: Standing | None, width: int, ascii_only: bool) -> list[Text]:
    """Draw a row for each kata: name, bar and points, and the concept behind them, below where one has no room."""
    names = max(len(one.kata.name) for one in standings)
    gauges = {one.kata.name: _gauge(one, width, ascii_only) for one in standings}
    taken = 2 + names + 2 + max(gauge.cell_len for gauge in gauges.values())
    beside = taken <= width
    all_beside = all(taken + 2 + len(one.concept) <= width for one in standings)
    rows = []
    for one in standings:
        name = Text("> " if one is following else "  ").append(one.kata.name.ljust(names if beside else 0))
        name.stylize("bold" if one is following else "")
        gauge, shade = gauges[one.kata.name], "" if one is following else "dim"
        lines = [Text.assemble(name, "  ", gauge)] if beside else [name, Text("    ").append(gauge)]
        if all_beside:
            lines[-1].append(f"  {one.concept}", shade)
        else:
            lines += _prose(one.concept, width, shade, indent="    ")
        rows += [*lines, *(line for note in _notes(one) for line in _prose(note, width, "yellow", indent="    "))]
    return rows


def _gauge(one: Standing, width: int, ascii_only: bool) -> Text:
    drawn = bar(one.points, one.total, ascii_only, 20 if width >= NARROW else 10)
    return Text.assemble((drawn, "green" if one.passed else "yellow"), f"  {one.points:2} of {one.total:2}")


def _notes(one: Standing) -> list[str]:
    if not one.begun:
        return []
    notes = [f"{one.kata.stub.name} was edited since"] if one.edited else []
    return [*notes, "its tests have changed since"] if one.outdated else notes


def _prose(text: str, width: int, style: str = "", indent: str = "") -> list[Text]:
    lines = textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return [Text(line, style) for line in lines]


def _next_lines(one: Standing | None, width: int) -> list[Text]:
    """Say in one sentence what to do, with the command that judges it on a line of its own."""
    if one is None:
        return [Text("Every kata is passed.", "bold green")]
    kata, file = one.kata, one.kata.stub.relative_to(one.kata.root)
    run = Text(f"  pytest katas/{kata.name}", "bold")
    if not one.begun:
        text = kata.text.relative_to(kata.root)
        return [*_prose(f"Next: read {text}, write in {file}, and run", width), run]
    if one.edited or one.outdated or one.first is None:
        return [*_prose(f"Next: see what {file} is worth now", width), run]
    if one.first.outcome == "error":
        return [*_prose(f"Next: nothing of {file} could be judged; see why", width), run]
    does = "repair" if one.first.outcome == "failed" else "write"
    what = f"{one.first.function}() in {file}" if one.first.function else str(file)
    return [*_prose(f"Next: {does} {what}, and run", width), run, Text("Stuck?"), Text(f"  dojo hint {kata.name}")]
