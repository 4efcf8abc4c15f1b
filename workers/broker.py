"""Redis as the doorbell. It may be away, forget everything or ring twice; what counts are the rows in PostgreSQL."""

import logging
import time
import uuid

import dramatiq
import redis
from dramatiq.brokers.redis import RedisBroker
from redis.backoff import NoBackoff
from redis.retry import Retry

NAMESPACE = "huitou"
# A dead worker's messages go back to their queue after this. By default that is a lottery: 13 minutes on average.
HEARTBEAT_MS = 30_000
MAINTENANCE_ALWAYS = 1_000_000
RING_SECONDS = 0.2  # what a web request may wait for Redis
CONSUME_SECONDS = 5.0  # what a worker may wait
QUIET_SECONDS = 2.0  # after a ring in vain nobody tries again for so long

log = logging.getLogger(__name__)

# No middleware: retries, time limits and delays are rows, which survive what Redis does not.
broker = RedisBroker(  # type: ignore[no-untyped-call]
    client=redis.Redis(),
    middleware=[],
    namespace=NAMESPACE,
    heartbeat_timeout=HEARTBEAT_MS,
    maintenance_chance=MAINTENANCE_ALWAYS,
)
dramatiq.set_broker(broker)


class _Bell:
    connected = False
    quiet_until = 0.0


def connect(url: str, *, patience: float = RING_SECONDS) -> None:
    """Use the Redis at `url`; before this nothing rings. `patience` is the longest wait for one answer, in seconds."""
    # The library's own retries block for 11.7 s; one immediate retry heals a connection that a restart cut.
    broker.client.connection_pool = redis.ConnectionPool.from_url(
        url,
        socket_timeout=patience,
        socket_connect_timeout=patience,
        retry=Retry(NoBackoff(), 1, (redis.ConnectionError,)),
    )
    # Processes forked from one parent must not share an identity, or one's death would go unnoticed.
    broker.broker_id = str(uuid.uuid4())
    _Bell.connected, _Bell.quiet_until = True, 0.0


def ring(actor: str, shop_id: int, job_id: uuid.UUID) -> bool:
    """Tell the workers of a job; False when Redis did not hear it, and then the sweeper repeats it."""
    if not _Bell.connected or time.monotonic() < _Bell.quiet_until:
        return False
    if actor not in broker.actors:
        log.error("job %s of shop %s is for %s, which this release does not know", job_id, shop_id, actor)
        return False
    message: dramatiq.Message[None] = dramatiq.Message(
        queue_name=broker.get_actor(actor).queue_name,
        actor_name=actor,
        args=(),
        kwargs={"shop_id": shop_id, "job_id": str(job_id)},
        options={},
    )
    try:
        broker.enqueue(message)
    except redis.RedisError as error:
        log.warning("Redis did not hear of job %s of shop %s: %s", job_id, shop_id, type(error).__name__)
        _Bell.quiet_until = time.monotonic() + QUIET_SECONDS
        return False
    return True
