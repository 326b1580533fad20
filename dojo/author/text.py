"""Rules about a kata's text."""

import re
from collections.abc import Iterator
from itertools import pairwise

from dojo.author.reading import parsed, public
from dojo.author.report import Finding, UncheckedError
from dojo.model import Kata

PARTS = ["## What to write", "## Must", "## Must not", "## May", "## Hints", "## Sources"]
HINT = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL)


def _text(kata: Kata) -> str:
    try:
        return kata.text.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UncheckedError(f"{kata.text.name} must be there, in UTF-8") from None


def text_has_its_parts(kata: Kata) -> Iterator[Finding]:
    """The text shows the concept by an example with numbers, and has all its parts in order."""
    text = _text(kata)
    if not text.startswith(f"# {kata.name[:2]} · "):
        yield Finding(kata.text, f"begin it with # {kata.name[:2]} · and the concept in a sentence", 1)
    positions = {part: text.find(f"\n{part}\n") for part in PARTS}
    missing = [part for part in PARTS if positions[part] == -1]
    if missing:
        yield Finding(kata.text, f"lacks {', '.join(missing)}: add it")
        return
    for (before, first), (after, second) in pairwise(positions.items()):
        if first > second:
            yield Finding(kata.text, f"put {before} before {after}")
    concept = text[: positions[PARTS[0]]]
    if "```" not in concept or not re.search(r"\d\.\d|\d, \d", concept):
        yield Finding(kata.text, f"show the concept by an example with numbers, before {PARTS[0]}")
    if "https://" not in text[positions[PARTS[-1]] :]:
        yield Finding(kata.text, "give the sources as links")


def text_describes_each_function(kata: Kata) -> Iterator[Finding]:
    """Every function is described under What to write."""
    _, _, asked = _text(kata).partition(f"\n{PARTS[0]}\n")
    asked, _, _ = asked.partition(f"\n{PARTS[1]}\n")
    for name in public(parsed(kata.stub)):
        if name not in asked:
            yield Finding(kata.text, f"does not describe {name}: add it under {PARTS[0]}")


def each_function_has_hints(kata: Kata) -> Iterator[Finding]:
    """Each function has hints, in the order of the stub, which ask before they tell."""
    hints = {name.strip(" `()"): body for name, body in HINT.findall(_text(kata))}
    wanted = list(public(parsed(kata.stub)))
    for name in wanted:
        if name not in hints:
            yield Finding(kata.text, f"has no hints for {name}: add <details><summary>{name}</summary>")
    for name in hints:
        if name not in wanted:
            yield Finding(kata.text, f"has hints for {name}, which the stub has not: delete or rename them")
    if set(hints) == set(wanted) and list(hints) != wanted:
        yield Finding(kata.text, f"has hints in another order than the stub: {', '.join(wanted)}")
    for name, body in hints.items():
        steps = [step for step in re.split(r"\n\s*\n", body) if step.strip()]
        if len(steps) < 2:
            yield Finding(kata.text, f"hints for {name}: a question, then at least one step more")
        if steps and "?" not in steps[0]:
            yield Finding(kata.text, f"hints for {name}: ask in the first step, and tell later")
