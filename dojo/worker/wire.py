"""Frames between the judge and a worker: eight bytes of length, then so many bytes."""

import socket
import struct
import time

from dojo.worker.message import MAX_BYTES

LENGTH = struct.Struct("<Q")
CHUNK = 1 << 20


class WireError(Exception):
    """No frame has come."""


class EndedError(WireError):
    """The other side is gone."""


class LateError(WireError):
    """Nothing complete came in time."""


def send(sock: socket.socket, data: bytes, deadline: float | None = None) -> None:
    """Send a frame.

    Args:
        sock: the connection.
        data: what to send.
        deadline: when to give up, by time.monotonic; a worker that does not read must not hold up the judge.
    """
    try:
        _wait(sock, deadline)
        sock.sendall(LENGTH.pack(len(data)) + data)
    except TimeoutError:
        raise LateError from None
    except OSError as error:
        raise EndedError(str(error)) from None


def receive(sock: socket.socket, deadline: float | None = None, most: int = MAX_BYTES) -> bytearray:
    """Return the next frame.

    Raises:
        LateError: it did not come before the deadline, by time.monotonic.
        EndedError: the other side is gone.
        WireError: it announces more than `most` bytes.
    """
    (length,) = LENGTH.unpack(_exactly(sock, LENGTH.size, deadline))
    if length > most:
        raise WireError(f"a message of {length:,} bytes; at most {most:,} are taken")
    return _exactly(sock, length, deadline)


def _exactly(sock: socket.socket, length: int, deadline: float | None) -> bytearray:
    data, filled = bytearray(min(length, CHUNK)), 0
    while filled < length:
        if filled == len(data):  # what is announced and does not come takes no memory
            data += bytes(min(length - filled, CHUNK))
        try:
            _wait(sock, deadline)
            with memoryview(data) as view:
                part = sock.recv_into(view[filled:])
        except TimeoutError:
            raise LateError from None
        except OSError as error:
            raise EndedError(str(error)) from None
        if not part:
            raise EndedError("the connection has ended")
        filled += part
    return data


def _wait(sock: socket.socket, deadline: float | None) -> None:
    sock.settimeout(None if deadline is None else max(deadline - time.monotonic(), 0.001))
