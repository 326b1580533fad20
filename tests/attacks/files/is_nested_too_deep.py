"""The answer's file is an expression too deep for the parser.

Told: unreadable
"""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    with submission.answer.open("a") as file:
        file.write("\nx = " + "-" * 200_000 + "1\ny = " + "(" * 5_000 + ")" * 5_000 + "\n")
