"""The seam: `import backprop` in a graded test gives a module that stands for whichever implementation is judged.

The implementation can be exchanged at any time, also after the test file was imported; a function that is missing costs
only the tests that call it; and each call is noted, so that a failure can say what was called.
"""

import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from dojo.display import brief
from dojo.model import Kata
from dojo.observe import cross, driving
from dojo.source import Source, load


class MissingNameError(AttributeError):
    """The judged file lacks a name that the tests need."""


class NotLoadedError(Exception):
    """The judged file could not be executed; the cause is chained."""


class MisusedError(Exception):
    """A test uses the seam where it must not: an error of the kata's author."""


@dataclass
class Judged:
    """The implementation behind the seam during one test, and what the test called."""

    kata: Kata
    source: Source
    files: tuple[Path, ...] = ()
    functions: list[str] = field(default_factory=list)
    called: str = ""
    returned: str = ""
    module: ModuleType | None = None

    def lookup(self, name: str) -> Any:
        """Return the learner's object of that name, loading the file at the first use."""
        if self.module is None:
            try:
                self.files = self.source.layers(self.kata)
                self.module = load(self.kata, self.files)
            except (Exception, SystemExit) as error:
                raise NotLoadedError(self.source.label) from error
        try:
            return getattr(self.module, name)
        except AttributeError:
            if name not in self.functions:
                self.functions.append(name)
            self.called, self.returned = name, ""
            raise MissingNameError(
                f"{self.files[-1].name} defines no {name}. Bring it back from the stub, under exactly this name."
            ) from None

    def call(self, name: str, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call the learner's function for a test, and let only plain values out."""
        if name not in self.functions:
            self.functions.append(name)
        self.called, self.returned = _call_text(name, args, kwargs), ""
        value = function(*args, **kwargs)
        if driving():
            return value
        plain = cross(value, name)
        self.returned = brief(plain, values=True)
        return plain


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


def _call_text(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
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
        value = judged.lookup(name)
        if not callable(value) or isinstance(value, type):
            return value

        @wraps(value)
        def noted(*args: Any, **kwargs: Any) -> Any:
            return judged.call(name, value, args, kwargs)

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
