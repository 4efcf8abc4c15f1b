"""The demo: servers, web, worker and scheduler as one process tree in one terminal."""

from saas.supervisor.demo import demo

__all__ = ["demo"]
