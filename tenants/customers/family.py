"""What a customer may tell of his family, for days that families keep. Nothing about children is ever kept."""

from collections.abc import Collection
from enum import StrEnum

from tenants.errors import N_, DomainError


class Tie(StrEnum):
    PARENT = "parent"  # is a mother or a father
    ELDERS = "elders"  # has old parents
    EXAM = "exam"  # somebody at home takes the college entrance exam


def known(ties: Collection[str]) -> list[str]:
    """Codes as they are stored, each once. Raises DomainError for anything else."""
    if unknown := set(ties) - set(Tie):
        raise DomainError(N_("Nothing like %(tie)s is kept of families."), tie=min(unknown))
    return [tie.value for tie in Tie if tie in ties]
