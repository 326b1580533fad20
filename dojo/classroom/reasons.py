"""Why SQLite refused, in words that a teacher can act on."""

import sqlite3

DAMAGED = "the file is damaged: move it away, or bring back a copy, then run the same command again"
_BY_CODE = {
    sqlite3.SQLITE_BUSY: "another grader, or a program that shows the file, has it open: wait until that has ended",
    sqlite3.SQLITE_FULL: "the disk is full: make room, then run the same command again",
    sqlite3.SQLITE_READONLY: "it cannot be written to: make the file and its folder writable, or name another folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened for writing: see that its folder exists and is writable",
    sqlite3.SQLITE_IOERR_LOCK: "it cannot be locked: make it writable, or name a folder on a drive that has locks",
    sqlite3.SQLITE_PERM: "the system does not permit it: make the file and its folder writable",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: "the file is no gradebook, or damaged: move it away, then run the same command again",
}


def reason(error: sqlite3.Error) -> str:
    """Return what goes after "because", with the remedy."""
    code = getattr(error, "sqlite_errorcode", 0)  # errors of Python's own have none
    known = _BY_CODE.get(code) or _BY_CODE.get(code & 0xFF)  # the upper bits say more than is mostly needed
    return known or f"SQLite says '{error}': see that the disk is well"
