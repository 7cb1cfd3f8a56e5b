"""What an evaluation found: sections of plain rows, for a table or for JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

Cell = str | int | float | None


@dataclass(frozen=True)
class Section:
    """One topic of the report.

    `name` is a stable English key, `title` and `columns` are read by people. Each of `rows` has
    as many cells as `columns`. `note` is a sentence below the rows. `absent` says why there are
    no rows, when the data that the section needs is not there. The first `labels` columns name a
    row, the others tell of it: by those names the rows of two models are laid side by side.
    """

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    absent: str = ""
    labels: int = 1

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"section {self.name}: {len(row)} cells of {len(self.columns)}")

    def as_record(self) -> dict[str, Any]:
        """Plain JSON values, to the fourth digit."""
        rows = [[round(c, 4) if isinstance(c, float) else c for c in row] for row in self.rows]
        return {**asdict(self), "rows": rows}
