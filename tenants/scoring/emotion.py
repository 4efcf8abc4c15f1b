"""The emotion card: what binds a customer to us beyond price (domain.md 2.4). For our own eyes only."""

from dataclasses import dataclass

MOST = 3  # more benefits or favours than that bind no further


@dataclass(frozen=True, slots=True)
class EmotionCard:
    """Each 0..1; None when nothing is known. `index` is the mean of what is known."""

    superiority: float | None
    satisfaction: float | None
    indebtedness: float | None

    @property
    def index(self) -> float | None:
        known = [value for value in (self.superiority, self.satisfaction, self.indebtedness) if value is not None]
        return sum(known) / len(known) if known else None


def emotion_card(
    *,
    benefits: int | None = None,
    csat: int | None = None,
    has_open_complaint: bool = False,
    favours: int | None = None,
) -> EmotionCard:
    """`benefits`: exclusive ones delivered in 12 months; `csat`: the last answer, 1..5; `favours`: done in 12 months
    and not yet followed by a paid visit. None where the shop keeps no such record.
    """
    answered = None if csat is None else (csat - 1) / 4
    return EmotionCard(_share(benefits), 0.0 if has_open_complaint else answered, _share(favours))


def _share(number: int | None) -> float | None:
    return None if number is None else min(MOST, number) / MOST
