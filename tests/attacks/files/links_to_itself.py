"""The answer's file is a link to itself.

Told: unreadable
"""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    submission.answer.unlink()
    submission.answer.symlink_to(submission.answer)
