"""The two ways to show what is being watched: a screen that is drawn anew, and lines that are added."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from rich.console import Console, RenderableType
from rich.text import Text

from dojo.learner.scene import Scene, fitted, heading, key_line, rows, texts, verdict
from dojo.summary import Line

HOME = "\x1b[H\x1b[J"
"""Go to the upper left corner and clear what is below."""
TALL = 15
"""Rows from which there is room for blank lines and the time."""
Page = Sequence[RenderableType | Line]
"""What is shown in the verdict's place: a hint, the path, all failures."""


class Face(Protocol):
    """What shows scenes."""

    ascii_only: bool
    """Whether it has no other characters."""

    def checking(self, scene: Scene, page: Page) -> None:
        """Say that it is being checked."""

    def told(self, scene: Scene) -> None:
        """Show a verdict."""

    def draw(self, scene: Scene, page: Page) -> None:
        """Show what there is, after a key, a test's verdict or another size of the window."""


class _Printer:
    """What both ways to show have in common."""

    def __init__(self, console: Console) -> None:
        self.console, self.ascii_only = console, not console.encoding.lower().startswith("utf")

    def _rendered(self, page: Page) -> str:
        with self.console.capture() as captured:
            for part in page:
                for text in texts(part, self.console.width) if isinstance(part, Line) else [part]:
                    self.console.print(text, soft_wrap=isinstance(text, Text), crop=False)
        return captured.get()

    def _write(self, text: str) -> None:
        """Write past rich, which ends the program when nobody reads.

        Raises:
            OSError: it cannot be written.
        """
        self.console.file.write(text)
        self.console.file.flush()


class Lines(_Printer):
    """Adds lines: for pipes, files, and terminals that can do no more."""

    phase = ""
    """The one that was printed last."""

    def checking(self, scene: Scene, page: Page) -> None:
        """Print the heading, and what is done."""
        self.phase = ""
        self._write(self._rendered([Line(), heading(scene, self.ascii_only)[0]]))
        self.draw(scene, page)

    def told(self, scene: Scene) -> None:
        """Print the verdict."""
        self._write(self._rendered([*heading(scene, self.ascii_only)[1:], *verdict(scene)]))

    def draw(self, scene: Scene, page: Page) -> None:  # noqa: ARG002  there are no keys, so there are no pages
        """Print what is done, if that is something else than before; how far it is would be too many lines."""
        if scene.phase != self.phase:
            self.phase = scene.phase
            self._write(self._rendered(heading(replace(scene, done=0), self.ascii_only)[1:]))


class Screen(_Printer):
    """Draws a terminal's whole screen. What is longer than it scrolls, but for the verdict, which is cut to fit."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._write("\n" * console.height)  # what stood there before can be scrolled back to

    def checking(self, scene: Scene, page: Page) -> None:
        """Draw; the verdict before stays until the next one is there."""
        self.draw(scene, page)

    def told(self, scene: Scene) -> None:
        """Draw the verdict."""
        self.draw(scene, ())

    def draw(self, scene: Scene, page: Page) -> None:
        """Draw in one piece, so that nothing flickers."""
        width, height = self.console.size
        keys = key_line(width)
        top = heading(scene, self.ascii_only)
        if scene.when and scene.phase == "told" and height >= TALL:
            top.append(Line(f"at {scene.when}, after {scene.seconds:.2f} s", {"light": True}, hang=2))
        if not page:
            room = height - rows([*top, keys], width)
            page = fitted(verdict(scene), width, room - (height >= TALL), "... there is more: press f")
        gap = [Line()] if height >= TALL else []
        text = self._rendered([*top, *page, *gap, keys]).removesuffix("\n")
        self._write(HOME + text)
