"""The kata's folder is a link to the folder of reference solutions."""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    submission.answer.unlink()
    submission.answer.parent.rmdir()
    submission.answer.parent.symlink_to(submission.solution.parent)
