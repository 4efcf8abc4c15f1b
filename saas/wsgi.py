"""The entry for a WSGI server: `gunicorn saas.wsgi:app`."""

import gc
import sys

from saas.app import create_app
from tenants.errors import DomainError

try:
    app = create_app()
except DomainError as error:
    sys.exit(f"huitou: {error}")

# Forked workers share what is loaded by now. It is never garbage: looking at it again and again would copy its pages
# and make a worker take seconds to end.
gc.collect()
gc.freeze()
