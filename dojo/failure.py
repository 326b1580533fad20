"""From the exception of a graded test to what its learner is told: called, got, wanted, and their own lines."""

import dis
import linecache
import re
import traceback
from pathlib import Path
from types import CodeType, FrameType, TracebackType

import pytest
import torch.testing

from dojo import seam
from dojo.difference import find_difference
from dojo.display import brief
from dojo.model import Failure
from dojo.observe import CannotCrossError
from dojo.seam import Judged, MissingNameError, NotLoadedError
from dojo.source import SourceError

COMPARISON = torch.testing.assert_close.__code__
"""The frame that holds what `assert_close` was given."""
SEAM = Path(seam.__file__)

Frame = tuple[FrameType, int, int]
"""A frame, the line and the instruction at which the exception passed through it."""


def frames_of(error: BaseException) -> list[Frame]:
    """Return the frames that an exception passed through, outermost first."""
    frames = []
    entry: TracebackType | None = error.__traceback__
    while entry is not None:
        frames.append((entry.tb_frame, entry.tb_lineno, entry.tb_lasti))
        entry = entry.tb_next
    return frames


def unwritten(error: BaseException, files: tuple[Path, ...]) -> CodeType | None:
    """Return the function whose body is still `raise NotImplementedError`, None for any other failure.

    PyTorch raises NotImplementedError too (for an operator that a device lacks), so what counts is a raise statement
    of the judged file.
    """
    frames = frames_of(error)
    if not isinstance(error, NotImplementedError) or not frames:
        return None
    frame, _, instruction = frames[-1]
    code = frame.f_code
    if code.co_filename not in map(str, files) or code.co_code[instruction] != dis.opmap["RAISE_VARARGS"]:
        return None
    return code


def explain(
    error: BaseException, judged: Judged, test_file: Path, compared: tuple[str, object, object] | None, limit: float
) -> Failure:
    """Say what went wrong.

    Args:
        error: the exception that ended the test.
        judged: the implementation and the last call of it.
        test_file: the file of the graded test.
        compared: operator, left and right of the comparison that failed, where one did.
        limit: the seconds a test may take.
    """
    if isinstance(error, MissingNameError):
        return Failure(words=str(error))
    frames = frames_of(error)
    where = _learner_lines(frames, judged.files)
    if is_timeout(error):
        words = f"It did not come back within {limit:g} seconds. Is there a loop that never ends?"
        return Failure(called=judged.called, words=words, where=where)
    if isinstance(error, CannotCrossError):
        return Failure(called=judged.called, words=str(error))
    if isinstance(error, (AssertionError, pytest.fail.Exception)):
        if where and not _reached(frames, test_file, after=judged.files):
            return Failure(
                called=judged.called, raised=type(error).__name__, words=_first_line(str(error)), where=where
            )
        return _assertion(error, frames, judged, compared)
    if where or Path(frames[-1][0].f_code.co_filename) == SEAM:  # of its own, or it cannot be called in this way
        raised = type(error).__name__
        return Failure(called=judged.called, raised=raised, words=_message(error), where=where)
    words = f"What came back could not be used as it should: {type(error).__name__}: {_message(error)}"
    return Failure(called=judged.called, got=judged.returned, words=words)


def is_ours(error: BaseException, test_file: Path) -> bool:
    """Whether an exception comes from dojo or from before the test began, and not from an answer.

    The innermost frame of the test or of dojo tells; the seam, through which answers are called, tells nothing.
    """
    if isinstance(error, (MissingNameError, CannotCrossError)):
        return False
    for frame, *_ in reversed(frames_of(error)):
        file = Path(frame.f_code.co_filename)
        if file == test_file:
            return False
        if file.parent == Path(__file__).parent and file != SEAM:
            return True
    return True


def is_timeout(error: BaseException) -> bool:
    """Whether pytest-timeout ended the test."""
    return isinstance(error, pytest.fail.Exception) and str(error).startswith("Timeout (>")


def _assertion(
    error: BaseException, frames: list[Frame], judged: Judged, compared: tuple[str, object, object] | None
) -> Failure:
    for frame, *_ in frames:
        if frame.f_code is COMPARISON:
            given = frame.f_locals
            difference = find_difference(given["actual"], given["expected"], given["rtol"], given["atol"])
            if difference is not None:
                got, wanted = brief(difference.got, values=True), brief(difference.wanted, values=True)
                said = [given["msg"]] if isinstance(given["msg"], str) else []
                words = "; ".join(part for part in [*said, difference.words] if part)
                return Failure(called=judged.called, got=got, wanted=wanted, words=words)
    if missed := re.match(r"DID NOT RAISE (?:<class ')?([\w.]+)", str(error)):
        return Failure(called=judged.called, got=judged.returned, wanted=f"{missed[1]} to be raised")
    words = _own_words(str(error))
    if compared is not None:
        operator, left, right = compared
        wanted = brief(right, values=True) if operator in ("==", "is") else f"{operator} {brief(right, values=True)}"
        return Failure(called=judged.called, got=brief(left, values=True), wanted=wanted, words=words)
    return Failure(called=judged.called, got=judged.returned, words=words)


def _own_words(message: str) -> str:
    """Return the words that a test gave to its assertion, without what pytest appends."""
    words = message.partition("\nassert ")[0]
    return "" if words.startswith("assert ") else words.strip()


def _message(error: BaseException) -> str:
    if isinstance(error, KeyError):
        return str(error)
    return _first_line(str(error)) or "(no message)"


def _first_line(message: str) -> str:
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return lines[0] if lines else ""


def _reached(frames: list[Frame], test_file: Path, after: tuple[Path, ...]) -> bool:
    """Whether the innermost frame of the test file lies inside the learner's innermost frame."""
    files = [frame.f_code.co_filename for frame, *_ in frames]
    learner = max(index for index, file in enumerate(files) if file in map(str, after))
    return str(test_file) in files[learner:]


def _learner_lines(frames: list[Frame], files: tuple[Path, ...]) -> tuple[str, ...]:
    ours = [entry for entry in frames if entry[0].f_code.co_filename in map(str, files)]
    shown = ours if len(ours) <= 4 else [*ours[:2], *ours[-2:]]
    return tuple(_line(frame.f_code.co_filename, line, frame.f_code.co_name) for frame, line, _ in shown)


def _line(file: str, line: int, function: str) -> str:
    place = f"{Path(file).name}:{line}" + ("" if function == "<module>" else f" in {function}")
    return f"{place}:  {linecache.getline(file, line).strip()}"


def not_loaded(error: NotLoadedError, files: tuple[Path, ...]) -> Failure:
    """Say why the judged file could not be executed: its line, its message, no frames that are not its own."""
    cause = error.__cause__
    assert cause is not None
    if isinstance(cause, SourceError):
        return Failure(words=str(cause))
    raised = type(cause).__name__
    if isinstance(cause, SyntaxError) and cause.filename is not None and cause.filename in map(str, files):
        quoted = "".join(traceback.format_exception_only(cause)).splitlines()[1:-1]
        place = f"{Path(cause.filename).name}:{cause.lineno}:"
        return Failure(raised=raised, words=cause.msg, where=(place, *(line.rstrip() for line in quoted)))
    return Failure(raised=raised, words=_message(cause), where=_learner_lines(frames_of(cause), files))
