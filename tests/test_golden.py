"""What a learner reads, word for word. After a wanted change run it with --regenerate, then read the diff."""

import re
from pathlib import Path

import pytest

from tests.tiny import COUNT, DOUBLE, TinyRepository

GOLDEN = Path(__file__).parent / "golden"

STUB_OF_COUNT = 'def count(items):\n    raise NotImplementedError("count: not written yet")\n'
SCREENS = {
    "untouched": ("", []),
    "half_solved": ("def double(x):\n    y = x.clone()\n    y[0] *= 2\n    return y\n\n" + STUB_OF_COUNT, []),
    "known_mistake": ("def double(x):\n    return x * x\n\n" + COUNT, []),
    "raises": ("def double(x):\n    print('x is', x.shape)\n    return x @ x\n\n" + COUNT, []),
    "does_not_load": ("def double(x):\n    return 2 * (x\n", []),
    "missing_function": (DOUBLE, []),
    "solved": (DOUBLE + COUNT, []),
    "several_katas": (DOUBLE + "def count(items):\n    return len(items) + 1\n", ["katas"]),
    "quiet": ("def double(x):\n    return x * x\n\n" + COUNT, ["katas/01_tiny", "-q"]),
}


def without_what_varies(text: str, folder: Path) -> str:
    """Times, versions and the temporary folder differ from run to run."""
    text = text.replace(str(folder), "FOLDER")
    text = re.sub(r"platform .*", "platform …", text)
    text = re.sub(r"torch \d\S+", "torch …", text)
    text = re.sub(r"=*( [^=\n]* in )\d+\.\d+s =*", r"==\1…s ==", text)
    text = re.sub(r" in \d+\.\d+s$", " in …s", text, flags=re.MULTILINE)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_reads_as_before(tiny: TinyRepository, request: pytest.FixtureRequest, screen: str) -> None:
    answer, arguments = SCREENS[screen]
    if answer:
        tiny.answer(answer)
    result = tiny.run(*(arguments or ["katas/01_tiny"]))
    text = without_what_varies(str(result.stdout) + str(result.stderr), tiny.path)
    path = GOLDEN / f"{screen}.txt"
    if request.config.getoption("--regenerate"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(SCREENS)
