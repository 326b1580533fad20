"""The answer's file holds NUL bytes and terminal codes in the line that is shown.

Told: unreadable
"""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    submission.answer.write_bytes(submission.answer.read_bytes() + b"\nx = '\x1b[2J\x00' + (\n")
