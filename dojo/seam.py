"""The seam: `import backprop` in a graded test gives a module that stands for whichever implementation is judged.

The implementation can be exchanged at any time, also after the test file was imported; a function that is missing costs
only the tests that call it; and each call is noted, so that a failure can say what was called. Whether the
implementation runs in this process or in another is no concern of a test.
"""

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from dojo import parcel
from dojo.ambient import left_alone
from dojo.display import brief
from dojo.model import Kata
from dojo.plain import cross
from dojo.source import Source, SourceError, load


class MissingNameError(AttributeError):
    """The judged file lacks a name that the tests need."""


class NotLoadedError(Exception):
    """The judged file could not be executed; the cause is chained."""


class OutOfTimeError(BaseException):
    """A test took longer than it may. No Exception, so that an answer's `except Exception` does not swallow it."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Interrupt what takes too long with OutOfTimeError. Code that resists is for others to end."""

    def interrupt(*_: object) -> None:
        raise OutOfTimeError

    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class LostError(AssertionError):
    """The process that ran the learner's code has ended, or sent what is no answer. The message says how."""


class MisusedError(Exception):
    """A test uses the seam where it must not: an error of the kata's author."""


@dataclass
class Noted:
    """What a test has called so far."""

    functions: list[str] = field(default_factory=list)
    """The learner's functions, each once, in the order of their first call."""
    called: str = ""
    """The last call, as text."""
    returned: str = ""
    """What came back from it, as text; "" while nothing did."""

    def call(self, name: str, text: str = "") -> None:
        """Note a call, or the use of a name."""
        if name not in self.functions:
            self.functions.append(name)
        self.called, self.returned = text or name, ""


class Implementation(Protocol):
    """Where the learner's code runs: here, or in a worker."""

    noted: Noted

    def lookup(self, name: str) -> Any:
        """Return the learner's object of that name, or something to call in its place."""

    def call(self, name: str, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call the learner's function for a test."""

    def observe(self, driver: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run a driver on the learner's side."""


@dataclass
class Here:
    """The judged file, executed in this process."""

    kata: Kata
    layers: tuple[Path, ...] | SourceError
    """The files to execute, or why there are none."""
    noted: Noted
    read: Callable[[Path], bytes] = Path.read_bytes
    module: ModuleType | None = None
    driving: bool = False
    """Whether a driver is running, so that what its calls return stays as it is."""

    def lookup(self, name: str) -> Any:
        """Return the learner's object of that name, loading the file at the first use."""
        if self.module is None:
            try:
                if isinstance(self.layers, SourceError):
                    raise self.layers
                self.module = load(self.kata, self.layers, self.read)
            except (Exception, SystemExit) as error:
                raise NotLoadedError(self.kata.module) from error
        try:
            return getattr(self.module, name)
        except AttributeError:
            self.noted.call(name)
            file = Path(str(self.module.__file__)).name
            raise MissingNameError(
                f"{file} defines no {name}. Bring it back from the stub, under exactly this name."
            ) from None

    def call(self, name: str, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call the learner's function. To a test it returns a copy of plain values, to a driver what it returns."""
        self.noted.call(name, call_text(name, args, kwargs))
        if self.driving:
            return function(*args, **kwargs)
        with left_alone():
            value = function(*args, **kwargs)
        plain = cross(value, name)
        self.noted.returned = brief(plain, values=True)
        return plain

    def observe(self, driver: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run a driver on copies of the arguments."""
        args, kwargs = parcel.loads(parcel.dumps((args, kwargs)))
        with left_alone():
            return self.drive(driver, args, kwargs)

    def drive(self, driver: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run a driver, and let only plain values out."""
        self.driving = True
        try:
            seen = driver(*args, **kwargs)
        finally:
            self.driving = False
        return cross(seen, driver.__name__)


@dataclass
class Judged:
    """The implementation behind the seam during one test, and what the test called."""

    kata: Kata
    files: tuple[Path, ...]
    """The judged files, innermost last; their lines are shown to the learner."""
    implementation: Implementation
    noted: Noted


def here(kata: Kata, source: Source) -> Judged:
    """Return the implementation that a source has of a kata, to be executed in this process."""
    noted = Noted()
    layers: tuple[Path, ...] | SourceError
    try:
        layers = files = source.layers(kata)
    except SourceError as error:
        layers, files = error, ()
    return Judged(kata, files, Here(kata, layers, noted), noted)


_judged: Judged | None = None


@contextmanager
def judging(judged: Judged) -> Any:
    """Put an implementation behind the seam."""
    global _judged
    before, _judged = _judged, judged
    try:
        yield judged
    finally:
        _judged = before


def current() -> Implementation:
    """Return the implementation that is judged now.

    Raises:
        MisusedError: no graded test is running.
    """
    if _judged is None:
        raise MisusedError("observe is used outside a graded test; use it inside test functions only")
    return _judged.implementation


def call_text(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Return a call as a learner would write it, with short values."""
    return f"{name}({', '.join([*map(brief, args), *(f'{key}={brief(value)}' for key, value in kwargs.items())])})"


class Seam(ModuleType):
    """The module that graded tests import under a kata's name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        judged = _judged
        if judged is None or judged.kata.module != self.__name__:
            raise MisusedError(
                f"{self.__name__}.{name} is used outside a test of its kata; use it inside test functions only"
            )
        implementation = judged.implementation
        value = implementation.lookup(name)
        if isinstance(value, type):
            implementation.noted.call(name)
        if not callable(value) or isinstance(value, type):
            return value

        @wraps(value)
        def noted(*args: Any, **kwargs: Any) -> Any:
            return implementation.call(name, value, args, kwargs)

        return noted


class SeamFinder(MetaPathFinder, Loader):
    """Makes `import backprop` mean the seam, for the names of the katas."""

    def __init__(self, katas: Sequence[Kata]) -> None:
        self.modules = frozenset(kata.module for kata in katas)

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """Return a spec for a kata's module, None for any other."""
        return ModuleSpec(fullname, self) if fullname in self.modules else None

    def create_module(self, spec: ModuleSpec) -> Seam:
        """Return the seam of that name."""
        return Seam(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: the implementation is loaded by the tests that use it."""


def install(katas: Sequence[Kata]) -> Callable[[], None]:
    """Let the katas' names be imported as seams; return a function that takes it back."""
    finder = SeamFinder(katas)
    sys.meta_path.insert(0, finder)

    def uninstall() -> None:
        sys.meta_path.remove(finder)
        for name in finder.modules:
            if isinstance(sys.modules.get(name), Seam):
                del sys.modules[name]

    return uninstall
