"""An exception as plain data: its kinds, its message and the places that it passed through.

So the words about it can be made in another process than the one where it was raised.
"""

import builtins
import dis
import linecache
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

FRAMES = 40
"""How many frames are kept at each end; a recursion without end has thousands."""
WORKER = str(Path(__file__).parent / "worker")
"""What carries an exception from one process to another is no place that it passed."""
TEXT = 2000
"""Characters that are kept of a message."""


@dataclass(frozen=True)
class Place:
    """A frame that an exception passed through."""

    file: str
    line: int
    function: str
    qualname: str = ""
    first_line: int = 0
    raises: bool = False
    """Whether the frame ended in a raise statement of its own."""
    text: str = ""
    """The line of source, for the learner's own files."""


@dataclass(frozen=True)
class Raised:
    """An exception."""

    kinds: tuple[str, ...]
    """The full names of its class and its bases, in the order of method resolution."""
    message: str
    places: tuple[Place, ...] = ()
    """Outermost first."""
    syntax: tuple[str, ...] = ()
    """For a syntax error: its file, line, and the lines that show it."""

    @property
    def name(self) -> str:
        """The name of its class, as people say it."""
        return self.kinds[0].rpartition(".")[2]


def trace(error: BaseException, files: tuple[Path, ...] = ()) -> Raised:
    """Write down an exception. One that came from another process brings the places it passed there.

    Args:
        error: the exception.
        files: the files whose lines are quoted.
    """
    quoted = frozenset(map(str, files))
    places = []
    entry: TracebackType | None = error.__traceback__
    while entry is not None:
        places.append(_place(entry, quoted))
        entry = entry.tb_next
    elsewhere: Raised | None = getattr(error, "raised_elsewhere", None)
    if elsewhere is not None:
        places = [place for place in places if not place.file.startswith(WORKER)]
        return Raised(elsewhere.kinds, elsewhere.message, (*places, *elsewhere.places), elsewhere.syntax)
    if len(places) > 2 * FRAMES:
        places = places[:FRAMES] + places[-FRAMES:]
    kinds = tuple(f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__[:-1])
    return Raised(kinds, message_of(error), tuple(places), _syntax(error))


def _place(entry: TracebackType, quoted: frozenset[str]) -> Place:
    code, instruction = entry.tb_frame.f_code, entry.tb_lasti
    file = code.co_filename
    return Place(
        file,
        entry.tb_lineno,
        code.co_name,
        code.co_qualname,
        code.co_firstlineno,
        0 <= instruction < len(code.co_code) and code.co_code[instruction] == dis.opmap["RAISE_VARARGS"],
        linecache.getline(file, entry.tb_lineno).strip() if file in quoted else "",
    )


def message_of(error: BaseException) -> str:
    """Return an exception's message; its class may be the learner's, and its __str__ may do anything."""
    try:
        text = str(error)
        return text[:TEXT] if type(text) is str else str.__str__(text)[:TEXT]
    except Exception as inner:
        return f"(its message cannot be shown: __str__ raises {type(inner).__name__})"


def _syntax(error: BaseException) -> tuple[str, ...]:
    if not isinstance(error, SyntaxError) or not isinstance(error.filename, str):
        return ()
    quoted = "".join(traceback.format_exception_only(error)).splitlines()[1:-1]
    return (error.filename, str(error.lineno), str(error.msg), *(line.rstrip()[:TEXT] for line in quoted))


class ElsewhereError(Exception):
    """An exception of the learner's code in another process; a class made from it also has the nearest builtin base."""

    raised_elsewhere: Raised


def revive(raised: Raised, known: dict[str, type[BaseException]]) -> BaseException:
    """Return an exception to raise here for one that was raised elsewhere.

    Its class is the first of its kinds that is in `known` or a builtin exception, so that `pytest.raises` sees it.
    """
    for kind in raised.kinds:
        module, _, name = kind.rpartition(".")
        base: Any = known.get(kind) or (getattr(builtins, name, None) if module == "builtins" else None)
        if isinstance(base, type) and (kind in known or issubclass(base, Exception)):
            try:
                error: BaseException = _class(base)(raised.message)
            except TypeError:  # of a kind that needs more than a message, such as a group: its base will do
                continue
            error.raised_elsewhere = raised  # type: ignore[attr-defined]
            return error
    other = ElsewhereError(raised.message)
    other.raised_elsewhere = raised
    return other


_classes: dict[type[BaseException], type[Any]] = {}


def _class(base: type[BaseException]) -> type[Any]:
    """Return a class that is this one to `except` and `isinstance`, and takes just a message."""
    if base not in _classes:
        _classes[base] = type(base.__name__, (base,), {"__init__": _keep_message, "__str__": _message})
    return _classes[base]


def _keep_message(error: BaseException, message: str) -> None:
    error.args = (message,)


def _message(error: BaseException) -> str:
    return str(error.args[0])
