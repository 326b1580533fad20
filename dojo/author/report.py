"""What the rules have found about a kata, and how the author reads it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dojo.summary import Line, plural

LABEL = 15
"""The column in which a rule's promise begins."""


class UncheckedError(Exception):
    """A rule cannot be checked before something else is mended, which another rule has found. The message says what."""


@dataclass(frozen=True)
class Finding:
    """A place where a kata breaks a rule."""

    path: Path
    words: str
    """What is wrong and what to do, to be read after the path."""
    line: int | None = None


@dataclass(frozen=True)
class Report:
    """What became of one rule."""

    promise: str
    findings: tuple[Finding, ...] = ()
    unchecked: str = ""
    """Why the rule could not be checked, or not for everything."""

    @property
    def kept(self) -> bool:
        """Whether the rule was checked and nothing was found."""
        return not (self.findings or self.unchecked)


def promise(rule: Callable[..., object]) -> str:
    """Return a rule's promise: the first line of its docstring."""
    return (rule.__doc__ or rule.__name__).partition("\n")[0]


def examine(rule: Callable[..., Iterable[Finding]], *arguments: object) -> Report:
    """Check one rule."""
    findings: list[Finding] = []
    try:
        findings.extend(rule(*arguments))
    except UncheckedError as error:
        return Report(promise(rule), tuple(findings), str(error))
    return Report(promise(rule), tuple(findings))


def report_lines(report: Report, root: Path) -> list[Line]:
    """Tell whether a rule is kept, and if not, what to do in which file."""
    if report.kept:
        return [_labelled("ok", report.promise, green=True)]
    if not report.findings:
        return [_labelled("not checked", f"{report.promise} First, {report.unchecked}.", yellow=True)]
    lines = [_labelled(plural(len(report.findings), "finding"), report.promise, red=True)]
    for finding in report.findings:
        path = finding.path.relative_to(root) if finding.path.is_relative_to(root) else finding.path
        lines.append(Line(f"    {path}:{finding.line}" if finding.line else f"    {path}", {"bold": True}))
        first, *others = finding.words.splitlines()
        lines += [Line(f"      {first}", hang=6), *(Line(f"        {other}", {"light": True}) for other in others)]
    return lines


def _labelled(label: str, text: str, **style: bool) -> Line:
    return Line(f"  {label:<{LABEL - 2}}{text}", style, hang=LABEL)


def sum_line(name: str, reports: Sequence[Report], seconds: float) -> Line:
    """Sum up what was found about a kata."""
    if all(report.kept for report in reports):
        kept = "its one rule" if len(reports) == 1 else f"all {len(reports)} rules"
        return Line(f"{name} keeps {kept} ({seconds:.0f} s)", {"bold": True, "green": True})
    found = plural(sum(len(report.findings) for report in reports), "finding")
    more = ", and not everything could be checked" if any(report.unchecked for report in reports) else ""
    return Line(f"{name}: {found}{more} ({seconds:.0f} s)", {"bold": True, "red": True})
