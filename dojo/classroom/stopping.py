"""Ctrl-C: once to finish what is under way, twice to stop at once."""

import signal
from types import FrameType, TracebackType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Takes over Ctrl-C and SIGTERM within a `with` statement; for the main thread alone."""

    def __init__(self) -> None:
        self.signal = 0
        """The signal that came, 0 if none did."""
        self._before: dict[signal.Signals, Any] = {}

    def __call__(self) -> bool:
        """Whether to stop."""
        return self.signal != 0

    def __enter__(self) -> "Stop":
        """Take over. The second signal raises KeyboardInterrupt."""
        self._before = {one: signal.signal(one, self._on_signal) for one in SIGNALS}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give back."""
        for one, handler in self._before.items():
            signal.signal(one, handler)

    def _on_signal(self, number: int, _: FrameType | None) -> None:
        if self.signal:
            raise KeyboardInterrupt
        self.signal = number
