"""How far the running job is; the heartbeat writes it down for the progress bar."""

from contextvars import ContextVar

from workers.leases import Lease, LeaseLost

current_lease: ContextVar[Lease | None] = ContextVar("current_lease", default=None)


def progress(done: int, total: int) -> None:
    """Note the units done so far; cheap enough for every row. Outside a job it does nothing.

    Raises LeaseLost when another worker has taken the job over, so that a straggler stops early.
    """
    lease = current_lease.get()
    if lease is None:
        return
    if lease.lost:
        raise LeaseLost
    lease.done, lease.total = done, total
