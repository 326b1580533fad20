"""Sends what it knows away: over TCP, UDP, and sockets on the same machine.

Only in the sandbox.
"""

import os
import socket

HOST = ("127.0.0.1", KNOWN["port"])
WAYS = [
    (socket.AF_INET, socket.SOCK_STREAM, HOST),
    (socket.AF_INET, socket.SOCK_DGRAM, HOST),
    *[(socket.AF_UNIX, socket.SOCK_STREAM, address) for address in KNOWN["sockets"]],
    (socket.AF_INET6, socket.SOCK_STREAM, ("::1", KNOWN["port"])),
]
for family, kind, address in WAYS:
    try:
        with socket.socket(family, kind) as talk:
            talk.settimeout(0.1)
            talk.connect(address)
            talk.send(b"the questions are: ...")
    except OSError:
        continue
try:
    os.open(KNOWN["fifo"], os.O_WRONLY | os.O_NONBLOCK)
except OSError:
    pass
