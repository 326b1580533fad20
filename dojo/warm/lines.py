"""Messages between processes of ours: one JSON object a line."""

import json
import select
import socket
import time
from typing import Any


class Lines:
    """A connection that carries messages. What is not a message is dropped: a run may write anything to it."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.rest, self.ended = sock, b"", False

    def send(self, message: dict[str, Any]) -> None:
        """Send a message; nothing happens if the other side is gone."""
        try:
            self.sock.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            self.ended = True

    def receive(self, timeout: float | None = None) -> dict[str, Any] | None:
        """Return the next message, None if none came in time or the other side is gone (then `ended` is set)."""
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            line, found, rest = self.rest.partition(b"\n")
            if found:
                self.rest = rest
                message = _parse(line)
                if message is not None:
                    return message
                continue
            if self.ended or not self._more(until):
                return None

    def waiting(self) -> bool:
        """Whether a whole line is here already."""
        return b"\n" in self.rest

    def _more(self, until: float | None) -> bool:
        left = None if until is None else max(until - time.monotonic(), 0)
        if not select.select([self.sock], [], [], left)[0]:
            return False
        try:
            part = self.sock.recv(1 << 16)
        except OSError:
            part = b""
        if not part or len(self.rest) > 1 << 24:
            self.ended = True
            return False
        self.rest += part
        return True


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None
