from datetime import date
from uuid import UUID

from tenants.follow_ups.hold_out import bucket, is_held_out

JULY, DECEMBER = date(2026, 7, 1), date(2026, 12, 31)
CUSTOMERS = [UUID(int=number) for number in range(1, 4001)]


def drawn(salt: str = "salt", shop_id: int = 1, on: date = JULY, share: float = 0.10) -> set[UUID]:
    return {customer for customer in CUSTOMERS if is_held_out(salt, shop_id, customer, on, share)}


def test_a_tenth_goes_without() -> None:
    # four standard deviations of 4,000 draws
    assert abs(len(drawn()) - 400) < 76


def test_a_customer_stays_in_his_arm_for_half_a_year() -> None:
    assert drawn(on=JULY) == drawn(on=DECEMBER)
    assert drawn(on=JULY) != drawn(on=date(2026, 6, 30))


def test_every_shop_and_every_salt_draws_anew() -> None:
    assert len({frozenset(drawn()), frozenset(drawn(shop_id=2)), frozenset(drawn(salt="other"))}) == 3


def test_a_larger_share_takes_more_and_keeps_who_was_drawn() -> None:
    assert drawn(share=0.05) < drawn(share=0.10)
    assert drawn(share=0.0) == set()


def test_nobody_changes_his_arm_because_the_code_did() -> None:
    """SHA-256 of salt, shop, customer and half-year, modulo 10,000 (domain.md 4.8); other numbers are another draw."""
    assert [bucket("huitou", 7, UUID(int=number), day) for number, day in ((1, JULY), (2, date(2026, 6, 30)))] == [
        2637,
        5696,
    ]
    assert [is_held_out("huitou", 7, customer, JULY) for customer in CUSTOMERS[:500]] == [
        bucket("huitou", 7, customer, JULY) < 1000 for customer in CUSTOMERS[:500]
    ]
