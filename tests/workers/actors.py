"""Actors whose effect is a customer by the name of the job: twice done is twice there."""

import os
import re
import signal
import threading
import time
from datetime import timedelta

from sqlalchemy import select

from tenants.customers.models import Customer
from tenants.db import db
from tenants.errors import DomainError
from tests import factories
from workers.actor import actor
from workers.progress import progress

MANY = 30  # attempts: more than a test kills workers
GATE = "gate"  # the customer that waiting jobs wait for

# for jobs that run on a thread of the test
reached = threading.Event()
released = threading.Event()


@actor(queue="tests")
def note(name: str) -> None:
    factories.create_customer(name, remark=str(os.getpid()))


@actor(queue="tests", max_attempts=MANY)
def note_slowly(name: str) -> None:
    factories.create_customer(name, remark=str(os.getpid()))
    for step in range(4):
        progress(step, 4)
        time.sleep(0.05)


@actor(queue="tests", max_attempts=MANY)
def note_and_wait(name: str, units: int) -> None:
    """Half done, until the gate is there."""
    factories.create_customer(name, remark=str(os.getpid()))
    progress(units // 2, units)
    while db.session.scalar(select(Customer.id).where(Customer.name == GATE)) is None:
        time.sleep(0.05)
        progress(units // 2, units)
    progress(units, units)


@actor(queue="tests")
def note_when_released(name: str) -> None:
    factories.create_customer(name)
    if not reached.is_set():
        reached.set()
        released.wait(60)


@actor(queue="tests")
def die(name: str) -> None:
    factories.create_customer(name)
    db.session.flush()
    os.kill(os.getpid(), signal.SIGKILL)


@actor(queue="tests", max_attempts=1)
def stick(name: str) -> None:
    """Hold the interpreter for hours; no other thread of the process runs."""
    re.match("(a*)*b", "a" * 60)


@actor(queue="tests", max_attempts=1, time_limit=timedelta(seconds=0.2))
def overstay(name: str) -> None:
    time.sleep(600)


@actor(queue="tests")
def stumble(name: str) -> None:
    factories.create_customer(name)
    int(f"the phone of {name}")


def _write_down(error: dict[str, object], name: str) -> None:
    factories.create_customer(f"{name} was given up", remark=str(error["message"]))


@actor(queue="tests", on_failure=_write_down)
def refuse(name: str) -> None:
    factories.create_customer(name)
    raise DomainError("Column %(column)s is missing.", column="手机")


@actor(queue="tests")
def follow(name: str) -> None:
    """What comes next is asked for in the same commit."""
    factories.create_customer(name)
    note.enqueue(name=f"after {name}")


@actor(queue="tests", on_failure=lambda error, name: int("no number"))
def refuse_speechless(name: str) -> None:
    raise DomainError("No.")
