"""Lies among files whose names hold line breaks, terminal codes, markup and broken bytes."""

import os
from pathlib import Path

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    for name in (b"\x1b[2J20 of 20", b"a\nb.py", b"\xff\xfe.py", b"-rf", b"<script>.py", b"=1+1.csv", b"x" * 255):
        Path(os.fsdecode(os.path.join(os.fsencode(submission.answer.parent), name))).touch()
