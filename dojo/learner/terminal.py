"""The terminal of a program that runs until it is told to end: keys without Enter, signals, words from other threads.

Needs a Unix. A terminal whose process is killed with SIGKILL keeps its mode, which `stty sane` or `reset` mends.
"""

import contextlib
import os
import select
import signal
import stat
import sys
import termios
import tty
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

from rich.console import Console

ENDING = {signal.SIGINT: 0, signal.SIGTERM: 128 + signal.SIGTERM, signal.SIGHUP: 128 + signal.SIGHUP}
"""Signals that end the program, with its exit codes. Ctrl-C is how one ends it."""
STDIN, STDOUT = 0, 1

Handler = Callable[[int, FrameType | None], Any]


class Terminal:
    """What a program waits for. Entering takes over signals and the terminal's mode; leaving gives them back.

    Args:
        console: where the program prints.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.has_keys = console.is_terminal and not console.is_dumb_terminal and os.isatty(STDIN)
        self.ended: int | None = None
        """The exit code, once the program is to end."""
        self.changed = False
        """Whether the window has another size, or the program is back from the background: draw again."""
        self._ear, self._bell = os.pipe()
        self._handlers: dict[int, Any] = {}
        self._mode: list[Any] | None = None

    def __enter__(self) -> "Terminal":
        """Take over signals and the terminal's mode."""
        os.set_blocking(self._ear, False)
        os.set_blocking(self._bell, False)
        self._wakeup = signal.set_wakeup_fd(self._bell, warn_on_full_buffer=False)
        for number in ENDING:
            self._on(number, self._end)
        if self.has_keys:
            self._on(signal.SIGWINCH, self._change)
            self._on(signal.SIGTSTP, self._suspend)
            self._on(signal.SIGCONT, self._go_on)
            with contextlib.suppress(termios.error):  # the terminal is gone, as reading will tell
                self._mode = termios.tcgetattr(STDIN)
            self._set_mode()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give everything back."""
        self._restore_mode()
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        # The pipe stays open until the process ends: a thread may still ring.

    def wake(self) -> None:
        """End the waiting. May be called from any thread."""
        with contextlib.suppress(BlockingIOError):  # it is full: it rings already
            os.write(self._bell, b"!")

    def wait(self, seconds: float) -> str:
        """Wait until something happens, at most so long; return the keys that were pressed."""
        reads = [self._ear, STDIN] if self.has_keys or _is_pipe(STDIN) else [self._ear]
        found = select.select(reads, [], [], seconds)[0]
        if self._ear in found:
            os.read(self._ear, 1 << 16)
        if not self.has_keys and _reader_is_gone(STDOUT):
            self.ended = 0
        return self._read() if STDIN in found else ""

    def _read(self) -> str:
        try:
            typed = os.read(STDIN, 1 << 12)
        except OSError:  # the terminal is gone
            typed = b""
        if not typed:
            self.ended = 0
        if not self.has_keys or (typed[:1] == b"\x1b" and len(typed) > 1):  # an arrow or a function key
            return ""
        return typed.decode(errors="ignore")

    def _on(self, number: int, handler: Handler) -> None:
        if signal.getsignal(number) != signal.SIG_IGN:  # as nohup and a shell's & want it
            self._handlers[number] = signal.signal(number, handler)

    def _end(self, number: int, _: FrameType | None) -> None:
        self.ended = ENDING[signal.Signals(number)]

    def _change(self, *_: object) -> None:
        self.changed = True

    def _suspend(self, *_: object) -> None:
        """Stop as Ctrl-Z is meant to, in a terminal as it was found; go on here when brought back."""
        self._restore_mode()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._suspend)
        self._go_on()  # said here too: where no shell could bring it back, the system does not stop it

    def _go_on(self, *_: object) -> None:
        """Take the terminal over again, also after a stop that could not be prepared for."""
        self._set_mode()
        self.changed = True

    def _set_mode(self) -> None:
        with contextlib.suppress(termios.error):
            tty.setcbreak(STDIN, termios.TCSANOW)

    def _restore_mode(self) -> None:
        if self._mode is None:
            return
        before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # in the background it would stop the program instead
        with contextlib.suppress(termios.error):
            termios.tcsetattr(STDIN, termios.TCSANOW, self._mode)
        signal.signal(signal.SIGTTOU, before)


def _is_pipe(descriptor: int) -> bool:
    """Whether what can be read there ends when its other side is closed, which ends the program."""
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _reader_is_gone(descriptor: int) -> bool:
    if sys.platform == "darwin" or not _is_pipe(descriptor):  # there, a pipe is polled in vain: the next line will tell
        return False
    poll = select.poll()
    poll.register(descriptor, 0)
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))
