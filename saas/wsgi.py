"""The entry for a WSGI server: `gunicorn saas.wsgi:app`."""

import gc
import os
import sys

from saas.app import create_app
from tenants.errors import DomainError

# Pages ask for few rows by their keys: a connection plans a statement once, not for every customer anew, which takes a
# third of the server's time. Workers, who read whole shops, plan for the size of each.
os.environ.setdefault("PGOPTIONS", "-c plan_cache_mode=force_generic_plan")

try:
    app = create_app()
except DomainError as error:
    sys.exit(f"huitou: {error}")

# Forked workers share what is loaded by now. It is never garbage: looking at it again and again would copy its pages
# and make a worker take seconds to end.
gc.collect()
gc.freeze()
# A page makes thousands of objects and almost no circles: looking for them every 700 objects cost a twentieth of it.
gc.set_threshold(20_000, 10, 10)
