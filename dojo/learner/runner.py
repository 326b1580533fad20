"""Runs that are asked for while something else is done, in a thread: the newest counts, older ones are given up."""

import queue
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dojo.ask import Ask
from dojo.model import Check, Kata, Result
from dojo.source import Source
from dojo.warm.client import Cancelled, Warm, WarmError

KEPT = 2
"""Warm processes that are kept, one for each kata: collecting all katas would delay the first verdict, and a kata whose
tests do not load would take the others along. Going to a third kata ends the one that was used longest ago."""
FAREWELL = 0.1
"""Seconds to wait at the end for a run to be given up, so that nothing is left of what the learner's code began."""


@dataclass(frozen=True)
class Started:
    """The tests are about to run."""


Told = Started | Check | Result | str
"""What is told of a run, in this order: that it has started, its verdicts, all of them; or why nothing was judged."""


class Runner:
    """Runs katas' tests on the learner's own files.

    Args:
        root: of the repository.
        wake: called, from another thread, when something is told.
    """

    def __init__(self, root: Path, wake: Callable[[], None]) -> None:
        self._root, self._wake = root, wake
        self._orders: queue.SimpleQueue[tuple[int, Kata]] = queue.SimpleQueue()
        self._told: queue.SimpleQueue[tuple[int, Told]] = queue.SimpleQueue()
        self._newest = 0
        self._warm: dict[str, Warm] = {}
        self._at_rest = threading.Event()
        self._at_rest.set()
        self._thread = threading.Thread(target=self._work, name="runner", daemon=True)
        self._thread.start()  # it must live as long as this process: warm processes end with the thread that began them

    def ask(self, kata: Kata) -> None:
        """Run a kata's tests, and give up what runs now."""
        self._newest += 1
        self._orders.put((self._newest, kata))

    def give_up(self) -> None:
        """Give up what runs now."""
        self._newest += 1

    def told(self) -> list[Told]:
        """Return what was told of the newest run since the last call."""
        found = []
        while not self._told.empty():
            number, told = self._told.get()
            if number == self._newest:
                found.append(told)
        return found

    def stop(self) -> None:
        """Give up what runs now, and wait a moment until the learner's code has ended; the rest ends by itself."""
        self.give_up()
        self._at_rest.wait(FAREWELL)

    def _work(self) -> None:
        while True:
            number, kata = self._orders.get()
            if number == self._newest:
                self._run(number, kata)
            self._at_rest.set()

    def _run(self, number: int, kata: Kata) -> None:
        def tell(told: Told) -> None:
            self._told.put((number, told))
            self._wake()

        try:
            warm = self._warm_of(kata)
            warm.start()
            self._at_rest.clear()
            tell(Started())
            ask = Ask(Source(self._root, self._root / "katas"))
            tell(warm.judge(kata, ask, diagnose=True, on_check=tell, cancelled=lambda: number != self._newest))
        except Cancelled:
            pass
        except WarmError as error:
            tell(str(error))
        except Exception:  # of ours; without this it would end the thread, and nothing would ever be judged again
            tell(traceback.format_exc())

    def _warm_of(self, kata: Kata) -> Warm:
        warm = self._warm.pop(kata.name, None) or Warm(self._root, [kata])
        while len(self._warm) >= KEPT:
            self._warm.pop(next(iter(self._warm))).close()
        self._warm[kata.name] = warm  # the last is the one that was used last
        return warm
