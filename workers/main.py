"""The worker and scheduler processes."""

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from datetime import timedelta
from multiprocessing.sharedctypes import Synchronized
from types import FrameType
from typing import Any

import redis
from dramatiq import Worker
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from saas.app import create_app
from saas.config import Config
from workers import (
    attribution,
    broker,
    cleaning,
    duplicates,
    follow_ups,
    heartbeat,
    imports,
    invitations,
    losses,
    messages,
    needs,
    schedule,
    scoring,
    settings,
    sweeper,
)
from workers.transaction import bind

# Every module with actors: a worker knows the jobs of these, and no others.
ACTORS = (
    *(attribution, cleaning, duplicates, follow_ups, imports, invitations),
    *(losses, messages, needs, scoring, settings),
)

DRAIN_SECONDS = 5.0
STOP_SECONDS = 8.0  # supervisors kill after ten
OVERTIME = timedelta(seconds=30)  # so long past its time limit a job ends, and its process with it
START_SECONDS = 30.0  # what a process may need on a busy machine until its first beat
SILENT_SECONDS = 60.0  # a process whose main thread does not run for so long is stuck in C code
RESTART_SECONDS = 1.0
TICK_SECONDS = 10.0
IDLE_POLL_MS = 250  # how long a ring may go unheard in an idle worker

log = logging.getLogger(__name__)
# Forked processes share the imported code; elsewhere a fork is not safe.
_processes: Any = multiprocessing.get_context("fork" if sys.platform.startswith("linux") else "spawn")


def run_worker(processes: int = 2, threads: int = 1) -> int:
    """Work until SIGTERM or SIGINT: finish what can be finished in DRAIN_SECONDS, return the rest to the queue.

    A process that dies is replaced. With one thread each, a job that kills its process harms no other job; with
    more it costs its neighbours an attempt.
    """
    stop = stop_on_signals()
    write_log()
    children = [_Child(threads) for _ in range(processes)]
    while not stop.wait(RESTART_SECONDS / 2):
        for child in children:
            child.look_after()
    for child in children:
        child.process.terminate()
    for child in children:
        child.end()
    return 0


class _Child:
    """One worker process and its replacements."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self.start()

    def start(self) -> None:
        self.beat: Synchronized[float] = _processes.Value("d", time.monotonic() + START_SECONDS)
        self.started = time.monotonic()
        self.process = _processes.Process(target=work, args=(self.threads, self.beat, os.getpid()))
        self.process.start()

    def look_after(self) -> None:
        if time.monotonic() - self.beat.value > SILENT_SECONDS:
            log.error("worker %s is stuck and is killed", self.process.pid)
            self.process.kill()
            self.process.join()
        if not self.process.is_alive() and time.monotonic() - self.started > RESTART_SECONDS:
            log.error("worker %s ended with %s and is replaced", self.process.pid, self.process.exitcode)
            self.start()

    def end(self) -> None:
        self.process.join(STOP_SECONDS)
        self.process.kill()
        self.process.join()


def work(threads: int, beat: "Synchronized[float]", parent: int) -> None:
    """One process: Dramatiq's threads, the heartbeat of their jobs, and a sweeper."""
    stop = stop_on_signals()
    start(create_app(), patience=broker.CONSUME_SECONDS)
    worker = Worker(broker.broker, worker_threads=threads, worker_timeout=IDLE_POLL_MS)
    worker.queue_prefetch = threads
    worker.start()
    sweeping = _sweep_beside(stop, sweeper.EVERY_SECONDS_IN_A_WORKER)
    while not stop.wait(0.5):
        beat.value = time.monotonic()
        _must_live(sweeping, stop)
        _end_with_overdue_jobs()
        if os.getppid() != parent:
            stop.set()
    try:
        worker.stop(timeout=round(DRAIN_SECONDS * 1000))
    except redis.RedisError as error:
        log.warning("Redis does not take unread messages back: %s", type(error).__name__)
    heartbeat.give_back_all()


def _end_with_overdue_jobs() -> None:
    # A thread cannot be stopped from outside, a process can; its other jobs are tried again.
    for lease in heartbeat.overdue(OVERTIME):
        log.error("%s overstayed and ends its worker: job %s of shop %s", lease.actor, lease.job_id, lease.shop_id)
        os._exit(70)


def run_scheduler() -> int:
    """Enqueue what is due by the schedule and ring for what was not heard, until SIGTERM or SIGINT.

    Several may run at once; a slot still happens once.
    """
    stop = stop_on_signals()
    write_log()
    start(create_app())
    sweeping = _sweep_beside(stop, sweeper.EVERY_SECONDS)
    while True:
        _must_live(sweeping, stop)
        try:
            schedule.tick()
        except SQLAlchemyError as error:
            log.warning("no tick: %s", type(error).__name__)
        if stop.wait(TICK_SECONDS):
            return 0


def _sweep_beside(stop: threading.Event, every_seconds: float) -> threading.Thread:
    thread = threading.Thread(target=sweeper.keep_sweeping, args=(stop, every_seconds), daemon=True)
    thread.start()
    return thread


def _must_live(sweeping: threading.Thread, stop: threading.Event) -> None:
    # Without its sweeper a process looks well and loses what Redis loses; better that it ends and is replaced.
    if not sweeping.is_alive() and not stop.is_set():
        raise RuntimeError("the sweeper has died")


def start(app: Flask, *, patience: float = broker.RING_SECONDS) -> None:
    """Tie the jobs of this process to an application and its Redis."""
    config: Config = app.config["HUITOU"]
    bind(app)
    broker.connect(config.redis_url, patience=patience)


def write_log() -> None:
    """Lines with a time, to the error stream; a supervisor keeps them."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", level=logging.INFO)
    # its lines of every message hold nothing that ours do not
    logging.getLogger("dramatiq").setLevel(logging.WARNING)


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = threading.Event()

    def note(number: int, frame: FrameType | None) -> Any:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, note)
    return stop
