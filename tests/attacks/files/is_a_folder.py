"""The answer's file is a folder, a package with the solution's name.

Told: unreadable
"""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    text = submission.answer.read_text()
    submission.answer.unlink()
    submission.answer.mkdir()
    (submission.answer / "__init__.py").write_text(text)
