"""The answer's file is a link to the reference solution, and so is its folder's twin."""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    submission.answer.unlink()
    submission.answer.symlink_to(submission.solution)
