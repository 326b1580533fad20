"""The answer's file is in UTF-16, as some editors save it.

Told: unreadable
"""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    submission.answer.write_text(submission.answer.read_text(), encoding="utf-16")
