"""Who goes without, so that we learn what contacts bring: a stable draw per customer and half-year (domain.md 4.8)."""

from datetime import date
from hashlib import sha256
from uuid import UUID

SALT = "huitou"  # a share drawn with another salt is another experiment
SHARE = 0.10
BUCKETS = 10_000


def is_held_out(salt: str, shop_id: int, customer_id: UUID, on: date, share: float = SHARE) -> bool:
    """The same answer all half-year for all triggers; over many customers true for `share` of them."""
    return bucket(salt, shop_id, customer_id, on) < round(share * BUCKETS)


def bucket(salt: str, shop_id: int, customer_id: UUID, on: date) -> int:
    """0..9999."""
    digest = sha256(f"{salt}|{shop_id}|{customer_id}|{half_year(on)}".encode()).digest()
    return int.from_bytes(digest) % BUCKETS


def half_year(on: date) -> str:
    """2026H2"""
    return f"{on.year}H{1 if on.month <= 6 else 2}"
