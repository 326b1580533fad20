"""The answer's file says to be in an encoding in which it reads otherwise, and ends in broken bytes.

Told: unreadable
"""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    submission.answer.write_bytes(b"# coding: utf-7\n" + submission.answer.read_bytes() + b"\n+AGEAYg\xff\xfe")
