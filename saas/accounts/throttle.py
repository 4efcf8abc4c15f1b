"""Failed sign-ins are counted in PostgreSQL, per account and per address, so that emptying a cache forgives nobody."""

import hashlib
import math
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select

from saas.accounts.models import SignInAttempt
from tenants.db import db
from tenants.errors import N_, DomainError

WINDOW = timedelta(minutes=15)
MOST_PER_ACCOUNT = 10
MOST_PER_ADDRESS = 50  # a whole shop may sit behind one address
KEEP = timedelta(days=1)


class TooManyAttempts(DomainError):
    """Nobody signs in to this account, or from this address, for a while."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tries from where; both only as SHA-256."""

    account_hash: bytes
    address_hash: bytes


def begin(email: str, address: str, now: datetime) -> Attempt:
    """Let an attempt begin, or raise TooManyAttempts. Attempts on one account wait for one another until the
    transaction ends, so that parallel guesses cannot all pass before the first is counted."""
    attempt = Attempt(_digest(email), _digest(address))
    db.session.execute(select(func.pg_advisory_xact_lock(struct.unpack(">q", attempt.account_hash[:8])[0])))
    _refuse_above(MOST_PER_ACCOUNT, SignInAttempt.account_hash == attempt.account_hash, now)
    _refuse_above(MOST_PER_ADDRESS, SignInAttempt.address_hash == attempt.address_hash, now)
    return attempt


def count_failure(attempt: Attempt, now: datetime) -> None:
    """The caller must commit, although the answer is a refusal."""
    db.session.add(
        SignInAttempt(account_hash=attempt.account_hash, address_hash=attempt.address_hash, attempted_at=now)
    )


def forgive(attempt: Attempt) -> None:
    """The right password clears the account; what its address did to other accounts stays counted."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.account_hash == attempt.account_hash))


def forget_old(now: datetime) -> None:
    """Drop what no count looks at any more."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.attempted_at < now - KEEP))


def _refuse_above(most: int, whose: ColumnElement[bool], now: datetime) -> None:
    # The n-th newest failure decides: when it leaves the window, there is room again.
    nth: Any = db.session.scalar(
        select(SignInAttempt.attempted_at)
        .where(whose, SignInAttempt.attempted_at > now - WINDOW)
        .order_by(SignInAttempt.attempted_at.desc())
        .offset(most - 1)
        .limit(1)
    )
    if nth is not None:
        minutes = max(1, math.ceil((nth + WINDOW - now) / timedelta(minutes=1)))
        raise TooManyAttempts(N_("Too many failed attempts. Try again in %(minutes)s minutes."), minutes=minutes)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
