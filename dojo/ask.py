"""What a run of graded tests is asked for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dojo.source import Source


@dataclass(frozen=True)
class Ask:
    """One run that is asked for."""

    source: Source
    seed: int = 0
    shuffled: bool = False
    """Run the tests in another order, drawn from the seed."""
    fail_fast: bool = False
    """Stop at the first test that is not passed."""
    limit: float | None = None
    """Seconds a test may take, where it is not the usual limit."""

    def plain(self) -> dict[str, Any]:
        """Return this as plain data."""
        source = {"root": str(self.source.root), "path": str(self.source.path)}
        return {**vars(self), "source": source}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Ask":
        """Rebuild what `plain` returned."""
        source = Source(Path(plain["source"]["root"]), Path(plain["source"]["path"]))
        return cls(**{**plain, "source": source})
