"""PostgreSQL and Valkey from wheels, on private Unix sockets, for any user including root.

For the demo, the tests and single machines; production brings its own servers through
HUITOU_DATABASE_URL and HUITOU_REDIS_URL.
"""

from saas.embedded.locks import FileLock
from saas.embedded.postgres import SUPERUSER, Postgres
from saas.embedded.process import StartError
from saas.embedded.servers import STARTING, Servers, attach_or_start, occupied, prepare
from saas.embedded.valkey import Valkey

__all__ = [
    "STARTING",
    "SUPERUSER",
    "FileLock",
    "Postgres",
    "Servers",
    "StartError",
    "Valkey",
    "attach_or_start",
    "occupied",
    "prepare",
]
