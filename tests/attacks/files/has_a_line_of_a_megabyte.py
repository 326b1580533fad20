"""The answer's file has an error in a line of a megabyte.

Told: unreadable
"""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    with submission.answer.open("a") as file:
        file.write("\nx = '" + "x" * 1_000_000 + "' 1\n")
