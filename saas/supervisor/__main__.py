"""`python -m saas.supervisor`, which is what `dev.py demo` becomes."""

import sys

from saas.supervisor.demo import demo

sys.exit(demo(sys.argv[1:]))
