"""`dojo watch`: after each save, the verdict.

The main thread looks for saves, takes keys and draws; the runner's thread runs the tests.
"""

import errno
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from dojo.catalog import CatalogError, all_katas, check_folder
from dojo.learner import CannotError, reason
from dojo.learner.hints import counted, function_meant, hint_screen, next_hint
from dojo.learner.path import path_lines, what_is_next
from dojo.learner.progress import load, update
from dojo.learner.runner import Runner, Started, Told
from dojo.learner.saves import Saves
from dojo.learner.scene import Scene, everything, key_lines
from dojo.learner.screen import Face, Lines, Page, Screen
from dojo.learner.standing import Standing, concept, keep, standing
from dojo.learner.terminal import Terminal
from dojo.model import Check, Kata, Result
from dojo.summary import Line

SOON = 0.15
"""Seconds after which a start is worth telling, and between two drawings of a run's progress."""


def watch(root: Path, kata: Kata | None) -> int:
    """Judge a kata now and after each save, until Ctrl-C, q, or the end of input or output; return the exit code.

    Args:
        root: of the repository.
        kata: the one to watch; None to begin with the one that is next, and to follow the learner to others.
    """
    console = Console(highlight=False)
    try:
        with Terminal(console) as terminal:
            watching = Watching(root, kata, terminal, Screen(console) if terminal.has_keys else Lines(console))
            try:
                return watching.until_ended()
            finally:
                watching.runner.stop()
                if terminal.has_keys:
                    print()  # the prompt goes below the keys
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or Python complains at its end about what it could not write
        if error.errno in (errno.EPIPE, errno.EIO):  # nobody reads any more, or the terminal is gone
            return 0
        raise CannotError(f"cannot go on, because of what is printed {reason(error)}: make room for it") from None


class Watching:
    """What is being watched, and what is done about what happens."""

    def __init__(self, root: Path, kata: Kata | None, terminal: Terminal, face: Face) -> None:
        self.root, self.katas, self.follows = root, all_katas(root), kata is None
        self.terminal, self.face = terminal, face
        self.saves = Saves(self.katas)
        self.runner = Runner(root, terminal.wake)
        self.page: Page = ()
        self.asked = self.drawn = 0.0
        self.started = self.stale = False
        following = what_is_next(self._standings())
        self.scene = self._begun(kata or (following.kata if following else self.katas[0]))

    def until_ended(self) -> int:
        """Go on until the end, and return the exit code."""
        self._check(self.scene.kata)
        while self.terminal.ended is None:
            for key in self.terminal.wait(self.saves.pause):
                self._press(key.lower())
            for told in self.runner.told():
                self._take(told)
            self._look()
            self._keep_drawn()
        return self.terminal.ended

    def _begun(self, kata: Kata) -> Scene:
        return Scene(kata, concept(kata), "starting")

    def _look(self) -> None:
        saved = self.saves.look()
        if self.scene.kata in saved:
            self._check(self.scene.kata)
        elif saved and self.follows:
            self._check(saved[0])

    def _check(self, kata: Kata) -> None:
        """Run a kata's tests; it is from now on the one that is watched."""
        before = self.scene if self.scene.kata == kata else self._begun(kata)
        self.asked, self.started = time.monotonic(), False
        self.scene = replace(before, phase="checking" if before.when else "starting", done=0)
        if not all(path.is_file() for path in (kata.stub, kata.tests, kata.text)):
            self.runner.give_up()
            self._judged(error=_what_is_missing(kata))
            return
        self.runner.ask(kata)
        self.face.checking(self.scene, self.page)

    def _take(self, told: Told) -> None:
        match told:
            case Started():
                self.started, self.stale = True, self.stale or self.scene.phase == "starting"
                self.scene = replace(self.scene, phase="checking")
            case Check():
                self.scene, self.stale = replace(self.scene, done=self.scene.done + 1), True
            case Result():
                self._judged(result=told)
            case str():
                self._judged(error=told)

    def _judged(self, result: Result | None = None, error: str = "") -> None:
        notice = self._keep(result) if result else ""
        following = self._following() if result and result.points == result.total else None
        self.page, self.started = (), True
        self.scene = replace(
            self.scene,
            phase="told",
            concept=concept(self.scene.kata),
            of=len(result.checks) if result else self.scene.of,
            result=result or self.scene.result,
            error=error,
            following=following.name if following else "",
            when=time.strftime("%H:%M:%S"),
            seconds=time.monotonic() - self.asked,
            notice=notice,
        )
        self.face.told(self.scene)
        self._was_drawn()

    def _keep(self, result: Result) -> str:
        try:
            return keep(self.root, [(self.scene.kata, result)])
        except CannotError as error:
            return str(error)

    def _keep_drawn(self) -> None:
        """Draw what changes by itself: a start that takes its time, how far a run is, the size of the window."""
        late = time.monotonic() > max(self.asked, self.drawn) + SOON
        if late and not self.started and self.scene.phase == "checking":  # dojo or the tests have changed
            self.scene, self.stale = replace(self.scene, phase="starting"), True
        if self.terminal.changed or (self.stale and late):
            self.terminal.changed = False
            self.face.draw(self.scene, self.page)
            self._was_drawn()

    def _was_drawn(self) -> None:
        self.drawn, self.stale = time.monotonic(), False

    def _press(self, key: str) -> None:
        kata = self.scene.kata
        match key:
            case "q" | "\x04":  # Ctrl-D
                self.terminal.ended = 0
            case "r" | "\r" | "\n":
                self._check(kata)
            case "n":
                self._check(self._following() or kata)
            case "h":
                self._show(self._hint)
            case "l":
                self._show(self._path)
            case "f":
                self._show(lambda: everything(self.scene))
            case "?":
                self._show(key_lines)
            case " " | "\x1b":
                self._show(lambda: ())

    def _show(self, page: Callable[[], Page]) -> None:
        try:
            self.page = page()
        except CannotError as error:
            self.page = [Line(), Line(str(error), {"yellow": True}, hang=0)]
        self.face.draw(self.scene, self.page)
        self._was_drawn()

    def _hint(self) -> Page:
        kata, console = self.scene.kata, self.terminal.console
        record = load(self.root).of(kata.name)
        given = next_hint(kata, record, function_meant(kata, record, None))
        update(self.root, lambda newest: counted(newest, kata, given))
        return [Line(), hint_screen(kata, given, console.width, not console.no_color)]

    def _path(self) -> Page:
        return [Line(), *path_lines(self._standings(), self.terminal.console.width, self.face.ascii_only)]

    def _standings(self) -> list[Standing]:
        progress = load(self.root)
        return [standing(kata, progress.of(kata.name)) for kata in self.katas]

    def _following(self) -> Kata | None:
        """Return the kata to go on with: the first after this one that is not passed, or else the first of all."""
        try:
            standings = self._standings()
        except CannotError:  # the progress cannot be read, as the verdict says
            return None
        left = [one.kata for one in standings if not one.passed and one.kata != self.scene.kata]
        return next((kata for kata in left if kata.name > self.scene.kata.name), left[0] if left else None)


def _what_is_missing(kata: Kata) -> str:
    try:
        check_folder(kata)
    except CatalogError as error:
        return str(error)
    return ""
