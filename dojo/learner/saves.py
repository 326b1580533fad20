"""What a learner saves, found by looking at the files' times.

Looking a few dozen times a second costs about a hundredth of a core for the files of all katas, and works alike on
network drives, in containers and for every way in which editors save: in place, by renaming, by deleting and writing
anew. A save is told when its file has come to rest and holds something else than before.
"""

import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path

from dojo.learner.standing import digest
from dojo.model import Kata

PAUSE = 0.02
"""Seconds between two looks; longer on a slow drive, so that looking takes a twentieth of the time."""
LONGEST = 1.0
"""Seconds between two looks at most, however slow the drive: nobody waits longer for a save to be noticed."""
REST = 0.01
"""Seconds for which a file must not change before it is read."""
ABSENCE = 0.5
"""Seconds for which a file must be gone before that is told: editors that delete and write anew need less."""

Mark = tuple[int, int, int] | None
"""Time, size and number of a file, None if it is not there."""


class Saves:
    """The files of some katas, and what was seen of them last.

    A change that keeps a file's size, within one tick of the clock of a drive with coarse times, is not seen.
    """

    def __init__(self, katas: Iterable[Kata]) -> None:
        self._kata = {path: kata for kata in katas for path in (kata.stub, kata.tests, kata.text)}
        self._marks = {path: _mark(path) for path in self._kata}
        self._contents = {path: digest(path) for path in self._kata}
        self._unrest: dict[Path, float] = {}
        """When a file was last seen to change, until it has been read."""
        self._costs: deque[float] = deque(maxlen=5)
        """Seconds that the last looks took."""

    @property
    def pause(self) -> float:
        """Seconds to wait before the next look.

        How slow the drive is, the quickest of the last looks tells: on a busy machine, or stopped with Ctrl-Z, any one
        of them may take seconds that are not the drive's.
        """
        cost = min(self._costs, default=0.0)
        return min(max(REST if self._unrest else PAUSE, cost * 20), LONGEST)

    def look(self) -> list[Kata]:
        """Return the katas of which a file has another content than at the look before, or is gone."""
        begun = time.monotonic()
        for path, before in self._marks.items():
            mark = _mark(path)
            if mark != before:
                self._marks[path], self._unrest[path] = mark, begun
        rested = [path for path, since in self._unrest.items() if begun - since >= self._rest(path)]
        saved = [self._kata[path] for path in rested if self._is_new(path)]
        self._costs.append(time.monotonic() - begun)
        return list(dict.fromkeys(saved))

    def _rest(self, path: Path) -> float:
        return ABSENCE if self._marks[path] is None else REST

    def _is_new(self, path: Path) -> bool:
        del self._unrest[path]
        before, self._contents[path] = self._contents[path], digest(path)
        return self._contents[path] != before


def _mark(path: Path) -> Mark:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
