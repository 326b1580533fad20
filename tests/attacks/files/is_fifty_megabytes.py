"""The answer's file has fifty megabytes."""

from tests.attacks.surroundings import Submission


def place(submission: Submission) -> None:
    """Change the submission."""
    with submission.answer.open("a") as file:
        file.write("\n" + "# nothing to see here\n" * 2_400_000)
