"""Brings the compiled solution as if it were its own file's, in __pycache__ and beside it."""

import importlib.util
import marshal
from pathlib import Path

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    code = marshal.dumps(compile(submission.solution.read_bytes(), submission.answer, "exec"))
    stat = submission.answer.stat()
    header = importlib.util.MAGIC_NUMBER + bytes(4) + int(stat.st_mtime).to_bytes(4, "little")
    compiled = header + stat.st_size.to_bytes(4, "little") + code
    cached = Path(importlib.util.cache_from_source(str(submission.answer)))
    cached.parent.mkdir()
    for path in (cached, submission.answer.with_suffix(".pyc")):
        path.write_bytes(compiled)
