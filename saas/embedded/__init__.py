"""PostgreSQL and Valkey from wheels, on private Unix sockets, for any user including root.

For the demo, the tests and single machines; production brings its own servers through
HUITOU_DATABASE_URL and HUITOU_REDIS_URL.
"""

from saas.embedded.postgres import Postgres
from saas.embedded.process import StartError
from saas.embedded.servers import Servers, attach_or_start
from saas.embedded.valkey import Valkey

__all__ = ["Postgres", "Servers", "StartError", "Valkey", "attach_or_start"]
