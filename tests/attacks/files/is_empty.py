"""The answer's file is empty: no wrong answer anywhere.

Told: missing
"""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    submission.answer.write_bytes(b"")
