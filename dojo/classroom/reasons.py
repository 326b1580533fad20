"""Why SQLite or the system refused, in words that a teacher can act on."""

import errno
import sqlite3

DAMAGED = "the file is damaged: move it away, or bring back a copy, then run the same command again"
_BY_CODE = {
    sqlite3.SQLITE_BUSY: "another grader, or a program that shows the file, has it open: wait until that has ended",
    sqlite3.SQLITE_FULL: "the disk is full: make room, then run the same command again",
    sqlite3.SQLITE_IOERR_WRITE: "your share of the disk is used up, or files may not grow so far (ulimit -f): "
    "make room, then run the same command again",
    sqlite3.SQLITE_READONLY: "it cannot be written to: make the file and its folder writable, or name another folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened for writing: see that its folder exists and is writable",
    sqlite3.SQLITE_IOERR_LOCK: "it cannot be locked: make it writable, or name a folder on a drive that has locks",
    sqlite3.SQLITE_PERM: "the system does not permit it: make the file and its folder writable",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: "the file is no gradebook, or damaged: move it away, then run the same command again",
}
_FULL = "{} cannot be written, for the disk is full: make room, then run the same command again"
_CLOSED = "{} is not open to you: make it and its folder readable and writable, or name another with --output"
_NO_FOLDER = "{} is no folder: move it away, or name another folder with --output"
_BY_NUMBER = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), _FULL),
    errno.EFBIG: "{} would be larger than files may be here: lift that limit (ulimit -f), or name another folder",
    errno.EROFS: "{} lies on a drive that cannot be written to: name another folder with --output",
    **dict.fromkeys((errno.EACCES, errno.EPERM), _CLOSED),
    **dict.fromkeys((errno.EEXIST, errno.ENOTDIR), _NO_FOLDER),
    errno.EISDIR: "{} is a folder, where a file is to be: move it away, or name another folder with --output",
}


def refusal(error: OSError) -> str:
    """Return what goes after "because", with the remedy, where the system refused a file."""
    known = _BY_NUMBER.get(error.errno or 0, "the system refuses {}: " + (error.strerror or str(error)))
    return known.format(error.filename or "a file")


def reason(error: sqlite3.Error) -> str:
    """Return what goes after "because", with the remedy."""
    code = getattr(error, "sqlite_errorcode", 0)  # errors of Python's own have none
    known = _BY_CODE.get(code) or _BY_CODE.get(code & 0xFF)  # the upper bits say more than is mostly needed
    return known or f"SQLite says '{error}': see that the disk is well"
