"""A list in pages: every list is one."""

from dataclasses import dataclass

ROWS = 25


@dataclass(frozen=True, slots=True)
class Page:
    """One page of `total` rows, counted from 1."""

    number: int
    total: int
    size: int = ROWS

    @classmethod
    def of(cls, asked: int, total: int, size: int = ROWS) -> "Page":
        """The page asked for, or the nearest there is."""
        last = max(-(-total // size), 1)
        return cls(min(max(asked, 1), last), total, size)

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.offset + self.size, self.total)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.last < self.total else None
