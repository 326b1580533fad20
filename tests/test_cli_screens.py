"""What `dojo` prints, word for word. After a wanted change run it with --regenerate, then read the diff."""

from pathlib import Path

import pytest

from dojo.model import Outcome
from tests.learner import WRONG, Dojo, judged, lines
from tests.tiny import TinyRepository

GOLDEN = Path(__file__).parent / "golden" / "cli"

Reached = tuple[Outcome, Outcome] | None
"""How the tests of double() and of count() ended; None if nothing was run."""
SCREENS: dict[str, tuple[Reached, int, list[list[str]]]] = {
    "path_begin": (None, 100, [[]]),
    "path": (("passed", "failed"), 100, [[]]),
    "path_narrow": (("passed", "failed"), 40, [[]]),
    "path_passed": (("passed", "passed"), 40, [[]]),
    "hints": (("failed", "todo"), 60, [["hint", "1"]] * 4),
    "hints_narrow": (None, 40, [["hint", "1"]] * 2),
    "errors": (
        None,
        100,
        [["hint", "tinny"], ["hint", "1", "duoble"], ["hint", "2"], ["solution", "1"], ["--root", "nowhere"]],
    ),
}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_of_the_command_line_reads_as_before(
    dojo: Dojo,
    learner: TinyRepository,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    screen: str,
) -> None:
    reached, columns, commands = SCREENS[screen]
    monkeypatch.setenv("COLUMNS", str(columns))
    learner.answer(WRONG)
    if reached:
        judged(learner, *reached)
    text = "".join(shown(dojo, command) for command in commands).replace(str(learner.path), "FOLDER")
    path = GOLDEN / f"{screen}.txt"
    if request.config.getoption("--regenerate"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


def shown(dojo: Dojo, command: list[str]) -> str:
    """Return a command, what it prints, and what it complains about, as a terminal shows them."""
    code, said, complaint = dojo(*command)
    ending = f"(exit code {code})\n" if code else ""
    return "\n".join([f"$ {' '.join(['dojo', *command])}", *lines(said), *lines(complaint), ending])


def test_no_golden_screen_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(SCREENS)
