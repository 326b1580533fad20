"""The answer's file is the beginning of a program.

Told: unreadable
"""

import sys
from pathlib import Path

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    submission.answer.write_bytes(Path(sys.executable).read_bytes()[:100_000])
