"""Failed sign-ins are counted per account and per address."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from saas.accounts import throttle
from saas.accounts.models import SignInAttempt
from tenants.db import db

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def email() -> str:
    return f"{uuid.uuid4().hex}@example.com"


@pytest.fixture
def address() -> str:
    return uuid.uuid4().hex


def fail(email: str, address: str, now: datetime = NOON, times: int = 1) -> None:
    for _ in range(times):
        throttle.count_failure(throttle.begin(email, address, now), now)
        db.session.flush()


def test_the_eleventh_failure_of_an_account_is_refused_wherever_it_comes_from(app: Flask, email: str) -> None:
    for number in range(throttle.MOST_PER_ACCOUNT):
        fail(email, f"address {email} {number}")

    with pytest.raises(throttle.TooManyAttempts, match="Try again in 15 minutes"):
        throttle.begin(email, "elsewhere", NOON)


def test_an_address_may_fail_fifty_times_over_all_accounts(app: Flask, email: str, address: str) -> None:
    for number in range(throttle.MOST_PER_ADDRESS):
        fail(f"{number}{email}", address)

    with pytest.raises(throttle.TooManyAttempts):
        throttle.begin(f"another{email}", address, NOON)
    throttle.begin(f"another{email}", f"not {address}", NOON)


def test_the_sentence_says_when_there_is_room_again_and_it_is_true(app: Flask, email: str, address: str) -> None:
    fail(email, address, NOON - timedelta(minutes=10), times=throttle.MOST_PER_ACCOUNT)

    with pytest.raises(throttle.TooManyAttempts, match="Try again in 5 minutes"):
        throttle.begin(email, address, NOON)
    throttle.begin(email, address, NOON + timedelta(minutes=5))


def test_failures_beyond_the_limit_do_not_prolong_the_wait(app: Flask, email: str, address: str) -> None:
    """Two processes may both let the last attempt of an address pass. 12 failures, one each minute, the last now:
    the tenth newest is nine minutes old."""
    attempt = throttle.begin(email, address, NOON)
    for minute in range(12):
        throttle.count_failure(attempt, NOON - timedelta(minutes=minute))
    db.session.flush()

    with pytest.raises(throttle.TooManyAttempts, match="Try again in 6 minutes"):
        throttle.begin(email, address, NOON)
    throttle.begin(email, address, NOON + timedelta(minutes=6))


def test_refused_attempts_do_not_prolong_the_wait(app: Flask, email: str, address: str) -> None:
    fail(email, address, NOON, times=throttle.MOST_PER_ACCOUNT)
    for minute in range(1, 15):
        with pytest.raises(throttle.TooManyAttempts):
            throttle.begin(email, address, NOON + timedelta(minutes=minute))

    throttle.begin(email, address, NOON + timedelta(minutes=15))


def test_the_right_password_clears_the_account_but_not_the_address(app: Flask, email: str, address: str) -> None:
    fail(f"other{email}", address, times=3)
    fail(email, address, times=2)

    throttle.forgive(throttle.begin(email, address, NOON))

    left = select(func.count()).where(SignInAttempt.address_hash == throttle.begin(email, address, NOON).address_hash)
    assert db.session.scalar(left) == 3


def test_no_address_is_kept_in_the_clear(app: Flask, email: str, address: str) -> None:
    attempt = throttle.begin(email, address, NOON)

    assert (len(attempt.account_hash), len(attempt.address_hash)) == (32, 32)
    assert email.encode() not in attempt.account_hash


def test_old_failures_are_forgotten(app: Flask, email: str, address: str) -> None:
    fail(email, address, NOON - timedelta(days=2))
    hash_ = throttle.begin(email, address, NOON).account_hash

    throttle.forget_old(NOON)

    assert db.session.scalar(select(func.count()).where(SignInAttempt.account_hash == hash_)) == 0


def test_parallel_guesses_do_not_pass_before_the_first_is_counted(app: Flask, email: str) -> None:
    evaluated = []

    def guess(number: int) -> None:
        with app.app_context():
            try:
                attempt = throttle.begin(email, f"{email}{number}", NOON)
            except throttle.TooManyAttempts:
                return
            evaluated.append(number)
            throttle.count_failure(attempt, NOON)
            db.session.commit()

    guesses = [threading.Thread(target=guess, args=(number,)) for number in range(24)]
    for thread in guesses:
        thread.start()
    for thread in guesses:
        thread.join()

    assert len(evaluated) == throttle.MOST_PER_ACCOUNT
