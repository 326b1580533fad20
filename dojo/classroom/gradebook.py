"""Where grades are kept: one SQLite file that a kill -9 at any moment leaves whole.

Each grade is a transaction of its own, in a write-ahead log: what `put` has returned from stays, also if the grader is
killed. A power cut may take the last few grades with it, and never the file: it is not waited for the disk each time.
The file is locked for as long as a grader has it open, by a lock that the system lifts with the process.
Grades are only ever added, so that a student's earlier ones can be looked up with any tool for SQLite.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from dojo.classroom.reasons import DAMAGED, reason
from dojo.classroom.records import Grade, Intake, Submission, Terms
from dojo.classroom.rows import COLUMNS, SCHEMA, RowError, Texts, column, grade_of, intake_of, intake_record, row_of

FILE = "gradebook.sqlite"
APPLICATION = 0x6B617461
"""Marks the file as a gradebook: "kata"."""
VERSION = 1
"""Of the schema."""
PATIENCE = 1.0
"""Seconds to wait for whoever else has the file open."""

_NAMES = ", ".join(COLUMNS)


class GradebookError(Exception):
    """The gradebook cannot be used. The message says why and what to do; what it held, it still holds."""


class Gradebook:
    """The grades of a class, open for one grader alone."""

    def __init__(self, path: Path) -> None:
        """Open the gradebook, and make it if there is none.

        Raises:
            GradebookError: another grader has it open, another version has written it, or it cannot be used.
        """
        self._path = path
        self._texts: Texts = {}
        with self._told("open"):
            self._connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Gradebook":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Fold the log into the file and let others open it."""
        self._connection.close()

    def find(self, submission: Submission, terms: Terms) -> Grade | None:
        """Return the newest grade of this student's kata if it is of the same answer, tests and seed.

        An older one will not do: after a change and its undoing the newest grade must again be of what is there.
        Neither will one from before the kata was to be graded anew.

        Raises:
            GradebookError: the file cannot be read.
        """
        key = column(submission.student), column(submission.kata)
        with self._told("read"):
            found = self._connection.execute(
                f"SELECT {_NAMES} FROM grades WHERE student = ? AND kata = ? AND id > "
                "coalesce((SELECT newest FROM anew WHERE anew.kata = grades.kata), 0) ORDER BY id DESC LIMIT 1",
                key,
            ).fetchone()
            if found is None:
                return None
            grade = grade_of(found, self._texts)
        return grade if (grade.submission.digest, grade.terms) == (submission.digest, terms) else None

    def put(self, *grades: Grade) -> None:
        """Keep grades for good: all of them, or none.

        Raises:
            GradebookError: they could not be kept; all others are.
        """
        with self._told("write to"), self._transaction():
            self._connection.executemany(
                f"INSERT INTO grades ({_NAMES}) VALUES ({', '.join('?' * len(COLUMNS))})", map(row_of, grades)
            )

    def begin_anew(self, katas: Sequence[str]) -> None:
        """Let `find` pass over all grades that these katas have now, also if the grading is stopped and goes on later.

        Raises:
            GradebookError: that could not be kept.
        """
        with self._told("write to"), self._transaction():
            self._connection.executemany(
                "INSERT OR REPLACE INTO anew SELECT ?, coalesce(max(id), 0) FROM grades",
                [(column(kata),) for kata in katas],
            )

    def latest(self) -> list[Grade]:
        """Return the newest grade of each student and kata, in the order of their names.

        Raises:
            GradebookError: the file cannot be read.
        """
        with self._told("read"):
            rows = self._connection.execute(
                f"SELECT {_NAMES} FROM grades WHERE id IN (SELECT max(id) FROM grades GROUP BY student, kata) "
                "ORDER BY student, kata"
            )
            return [grade_of(row, self._texts) for row in rows]

    def put_intake(self, intake: Intake) -> None:
        """Keep what was handed in, in place of what was kept before.

        Raises:
            GradebookError: it could not be kept; what was kept before is.
        """
        with self._told("write to"), self._transaction():
            self._connection.execute("INSERT OR REPLACE INTO intake VALUES (1, ?)", (intake_record(intake),))

    def intake(self) -> Intake:
        """Return what was handed in, an empty intake if none was put.

        Raises:
            GradebookError: the file cannot be read.
        """
        with self._told("read"):
            found = self._connection.execute("SELECT record FROM intake").fetchone()
            return Intake((), (), ()) if found is None else intake_of(found[0])

    def seed(self, proposed: int, fixed: bool = False) -> int:
        """Return the seed to grade with: that of the run before, so that the same command goes on where it stopped.

        Args:
            proposed: the seed where none is kept; it is kept from then on.
            fixed: take it in any case.

        Raises:
            GradebookError: the file cannot be read or written.
        """
        with self._told("write to"), self._transaction():
            if fixed:
                self._connection.execute("DELETE FROM seed")
            self._connection.execute("INSERT OR IGNORE INTO seed VALUES (1, ?)", (str(proposed),))
            (kept,) = self._connection.execute("SELECT seed FROM seed").fetchone()
        return int(kept)

    def _prepare(self) -> None:
        execute = self._connection.execute
        with self._told("open"):
            execute("PRAGMA locking_mode = EXCLUSIVE")  # the lock of the next transaction is kept until the end
            with self._transaction("EXCLUSIVE"):
                self._check()
                known = self._tables()
                for statement in SCHEMA:
                    execute(statement)
                if not known:
                    execute(f"PRAGMA application_id = {APPLICATION}")
                    execute(f"PRAGMA user_version = {VERSION}")
            execute("PRAGMA journal_mode = WAL")
            execute("PRAGMA synchronous = NORMAL")

    def _check(self) -> None:
        """See that the file is empty or a whole gradebook of this version, before anything is written."""
        (application,), (version,) = (
            self._connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
        )
        if (application or version or self._tables()) and application != APPLICATION:
            raise self._error("open", "it is a database of something else: name another folder")
        if application and version != VERSION:
            raise self._error(
                "open",
                f"it is a gradebook of version {version} and this torch-katas writes version {VERSION}: "
                "use the torch-katas that wrote it, or name another folder",
            )
        (state,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if state != "ok":
            raise self._error("open", DAMAGED)

    def _tables(self) -> int:
        (number,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return int(number)

    @contextmanager
    def _transaction(self, kind: str = "IMMEDIATE") -> Iterator[None]:
        self._connection.execute(f"BEGIN {kind}")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # SQLite itself has ended it where the disk is full
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        """Turn what SQLite says into what a teacher can do."""
        try:
            yield
        except RowError as error:
            raise self._error(doing, f"{error}. {DAMAGED}") from None
        except sqlite3.Error as error:
            raise self._error(doing, reason(error)) from error

    def _error(self, doing: str, because: str) -> GradebookError:
        return GradebookError(f"cannot {doing} the gradebook {self._path}, because {because}. It is left as it was.")
