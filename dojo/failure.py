"""From the exception of a graded test to what its learner is told: called, got, wanted, and their own lines."""

import dataclasses
import re
from pathlib import Path
from types import FrameType

import pytest
import torch.testing

from dojo import seam
from dojo.difference import Close, find_difference
from dojo.display import brief
from dojo.model import Check, Failure
from dojo.plain import CannotCrossError
from dojo.seam import Judged, LostError, MissingNameError, NotLoadedError, OutOfTimeError
from dojo.source import SourceError
from dojo.trace import Place, Raised, trace

COMPARISON = torch.testing.assert_close.__code__
"""The frame that holds what `assert_close` was given."""
SEAM = seam.__file__
DOJO = Path(__file__).parent
PRACTICE = DOJO / "practice"
"""Its errors are a GPU's, about what an answer does with it."""


def unwritten(error: BaseException, raised: Raised, files: tuple[Path, ...]) -> Place | None:
    """Return the function whose body is still `raise NotImplementedError`, None for any other failure.

    PyTorch raises NotImplementedError too (for an operator that a device lacks), so what counts is a raise statement
    of the judged file.
    """
    if not isinstance(error, NotImplementedError) or not raised.places:
        return None
    last = raised.places[-1]
    return last if last.raises and last.file in map(str, files) else None


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
    called, returned = judged.noted.called, judged.noted.returned
    raised = trace(error, judged.files)
    if isinstance(error, MissingNameError):
        return Failure(words=raised.message)
    where = _learner_lines(raised.places, judged.files)
    if is_timeout(error):
        words = f"It did not come back within {limit:g} seconds. Is there a loop that never ends?"
        return Failure(called=called, words=words, where=where)
    if isinstance(error, (CannotCrossError, LostError)):
        return Failure(called=called, words=raised.message)
    if isinstance(error, (AssertionError, pytest.fail.Exception)):
        if where and not _reached(raised.places, test_file, after=judged.files):
            return Failure(called=called, raised=raised.name, words=_first_line(raised.message), where=where)
        return _assertion(error, judged, compared)
    if where or raised.places[-1].file == SEAM:  # of its own, or it cannot be called in this way
        return Failure(called=called, raised=raised.name, words=_message(error, raised), where=where)
    words = f"What came back could not be used as it should: {raised.name}: {_message(error, raised)}"
    return Failure(called=called, got=returned, words=words)


def is_ours(error: BaseException, test_file: Path) -> bool:
    """Whether an exception comes from dojo or from before the test began, and not from an answer.

    The innermost frame of the test or of dojo tells; the seam, through which answers are called, tells nothing.
    """
    if isinstance(error, (MissingNameError, CannotCrossError, OutOfTimeError, LostError)):
        return False
    if hasattr(error, "raised_elsewhere"):  # whose places a worker can make up
        return False
    for place in reversed(trace(error).places):
        if place.file == str(test_file):
            return False
        file = Path(place.file)
        if file.is_relative_to(DOJO) and not file.is_relative_to(PRACTICE) and place.file != SEAM:
            return True
    return True


def is_timeout(error: BaseException) -> bool:
    """Whether the test was ended for taking too long: by pytest-timeout here, or in a worker."""
    if isinstance(error, OutOfTimeError):
        return True
    return isinstance(error, pytest.fail.Exception) and str(error).startswith("Timeout (>")


def _assertion(error: BaseException, judged: Judged, compared: tuple[str, object, object] | None) -> Failure:
    called = judged.noted.called
    for frame in _frames(error):
        if frame.f_code is COMPARISON:
            given = frame.f_locals
            close = Close(given["rtol"], given["atol"], given["equal_nan"])
            difference = find_difference(given["actual"], given["expected"], close)
            if difference is not None:
                got, wanted = brief(difference.got, values=True), brief(difference.wanted, values=True)
                said = [given["msg"]] if isinstance(given["msg"], str) else []
                words = "; ".join(part for part in [*said, difference.words] if part)
                return Failure(called=called, got=got, wanted=wanted, words=words)
    if missed := re.match(r"DID NOT RAISE (?:<class ')?([\w.]+)", str(error)):
        return Failure(called=called, got=judged.noted.returned, wanted=f"{missed[1]} to be raised")
    words = _own_words(str(error))
    if compared is not None:
        operator, left, right = compared
        wanted = brief(right, values=True) if operator in ("==", "is") else f"{operator} {brief(right, values=True)}"
        return Failure(called=called, got=brief(left, values=True), wanted=wanted, words=words)
    return Failure(called=called, got=judged.noted.returned, words=words)


def _frames(error: BaseException) -> list[FrameType]:
    frames, entry = [], error.__traceback__
    while entry is not None:
        frames.append(entry.tb_frame)
        entry = entry.tb_next
    return frames


def _own_words(message: str) -> str:
    """Return the words that a test gave to its assertion, without what pytest appends."""
    words = message.partition("\nassert ")[0]
    return "" if words.startswith("assert ") else words.strip()


def _message(error: BaseException, raised: Raised) -> str:
    if isinstance(error, KeyError):
        return raised.message
    return _first_line(raised.message) or "(no message)"


def _first_line(message: str) -> str:
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return lines[0] if lines else ""


def _reached(places: tuple[Place, ...], test_file: Path, after: tuple[Path, ...]) -> bool:
    """Whether the innermost frame of the test file lies inside the learner's innermost frame."""
    files = [place.file for place in places]
    learner = max(index for index, file in enumerate(files) if file in map(str, after))
    return str(test_file) in files[learner:]


def _learner_lines(places: tuple[Place, ...], files: tuple[Path, ...]) -> tuple[str, ...]:
    ours = [place for place in places if place.file in map(str, files)]
    shown = ours if len(ours) <= 4 else [*ours[:2], *ours[-2:]]
    return tuple(_line(place) for place in shown)


def _line(place: Place) -> str:
    inside = "" if place.function == "<module>" else f" in {place.function}"
    return f"{Path(place.file).name}:{place.line}{inside}:  {place.text}"


def not_loaded(error: NotLoadedError, files: tuple[Path, ...]) -> Failure:
    """Say why the judged file could not be executed: its line, its message, no frames that are not its own."""
    cause = error.__cause__
    assert cause is not None
    raised = trace(cause, files)
    if isinstance(cause, SourceError):
        return Failure(words=raised.message)
    if raised.syntax and raised.syntax[0] in map(str, files):
        file, line, message, *quoted = raised.syntax
        return Failure(raised=raised.name, words=message, where=(f"{Path(file).name}:{line}:", *quoted))
    return Failure(raised=raised.name, words=_message(cause, raised), where=_learner_lines(raised.places, files))


def printable(check: Check) -> Check:
    """Write out what a terminal would obey and what no file can hold: such texts may come from the learner's code."""
    failure = check.failure
    if failure is not None:
        texts = {name: _printable(text) for name, text in vars(failure).items() if isinstance(text, str)}
        failure = dataclasses.replace(failure, **texts, where=tuple(map(_printable, failure.where)))
    functions = tuple(map(_printable, check.functions))
    return dataclasses.replace(check, failure=failure, functions=functions, printed=_printable(check.printed))


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    shown = (part if part.isprintable() or part in "\t\n\xa0" else ascii(part)[1:-1] for part in text)
    return "".join(shown)
