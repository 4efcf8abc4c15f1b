"""The entry for a WSGI server: `gunicorn saas.wsgi:app`."""

import sys

from saas.app import create_app
from tenants.errors import DomainError

try:
    app = create_app()
except DomainError as error:
    sys.exit(f"huitou: {error}")
