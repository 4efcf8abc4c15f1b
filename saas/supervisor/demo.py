"""The order of things: lock, servers, schema, web, demo data, worker, scheduler; and backwards."""

import argparse
import http.client
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from saas import environment
from saas.embedded import STARTING, Servers, StartError, occupied
from saas.supervisor import ports, programs
from saas.supervisor.children import Child, say

READY_SECONDS = 60
STOP_SECONDS = 10
TICK_SECONDS = 0.2
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def demo(arguments: list[str]) -> int:
    """Run everything until Ctrl-C. Returns the exit code; what the user can mend is printed as a sentence."""
    options = _parse(arguments)
    for number in STOP_SIGNALS:
        signal.signal(number, signal.default_int_handler)
    try:
        Demo(environment.state_directory(), options.port).run()
    except StartError as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py demo", description="Run Huitou with demo data until Ctrl-C.")
    parser.add_argument("--port", type=int, help="default: PORT, else the first free one from 8000")
    return parser.parse_args(arguments)


class Demo:
    """One demo of a state directory; `run` returns when it is told to stop."""

    def __init__(self, home: Path, port: int | None) -> None:
        self.home = home
        self.wanted_port = port
        self.servers: Servers | None = None
        self.children: list[Child] = []
        self.began = time.monotonic()

    def run(self) -> None:
        with occupied(self.home) as lock:
            self.listener = ports.listen(self.wanted_port, predecessor=lock.note())
            self.address = ports.address(self.listener)
            lock.write_note(f"demo, {STARTING}, process {os.getpid()}, {self.address}")
            with self._surroundings() as variables:
                lock.write_note(f"demo, process {os.getpid()}, {self.address}")
                try:
                    self._start(variables)
                    self._watch()
                except KeyboardInterrupt:
                    say("stopping")
                finally:
                    self._stop()
        say("stopped")

    @contextmanager
    def _surroundings(self) -> Iterator[dict[str, str]]:
        if environment.has_own_servers():
            yield self._migrated(environment.given(self.home))
            return
        say("starting PostgreSQL and Valkey")
        self.servers = Servers(self.home)
        try:
            yield environment.embedded(self.servers.start())
        finally:
            self.servers.close()

    def _migrated(self, variables: dict[str, str]) -> dict[str, str]:
        """With an administrator's address the schema is brought up to date; without one it must be."""
        if environment.OWNER_URL in variables:
            self._finish(
                Child("migrate", programs.huitou("migrate"), os.environ | variables), "The schema is not ready"
            )
        return variables

    def _start(self, variables: dict[str, str]) -> None:
        env = os.environ | variables | {"TZ": "UTC", "PYTHONUNBUFFERED": "1"}
        # only migrations act as the owner of the tables
        env.pop(environment.OWNER_URL, None)
        door = self.listener.fileno()
        # a killed demo leaves by the quick way: the next one wants the port
        web = self._add(Child("web", programs.web(f"fd://{door}"), env, signal.SIGQUIT, keeps=(door,)))
        self._finish(Child("seed", programs.seed(), env), "The demo data could not be made")
        self._wait_for(web)
        # after the first page, which they would slow down
        self._add(Child("worker", programs.worker(), env))
        self._add(Child("scheduler", programs.scheduler(), env))
        self._greet()

    def _add(self, child: Child) -> Child:
        self.children.append(child)
        return child.start()

    def _finish(self, child: Child, failure: str) -> None:
        self._add(child)
        while child.is_alive():
            time.sleep(TICK_SECONDS / 4)
        self.children.remove(child)
        if child.exit_code != 0:
            raise StartError(f"{failure}; the lines above say why.")

    def _wait_for(self, web: Child) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                say("the web server does not answer yet; its lines above say why")
                return
            web.tend()
            time.sleep(TICK_SECONDS / 4)

    def _answers(self) -> bool:
        line = http.client.HTTPConnection(self.address.split("/")[2], timeout=5)
        try:
            line.request("GET", "/")
            return line.getresponse().status < 500
        except OSError:
            return False
        finally:
            line.close()

    def _greet(self) -> None:
        say(f"data is kept in {self.home}; Ctrl-C stops everything")
        say(f"sign in as one of the people above; ready in {time.monotonic() - self.began:.1f} s: {self.address}")

    def _watch(self) -> None:
        while True:
            for name in self.servers.revive() if self.servers else []:
                say(f"{name} had stopped and was started again")
            for child in self.children:
                child.tend()
            time.sleep(TICK_SECONDS)

    def _stop(self) -> None:
        """Web first, so that no new work comes in; a second Ctrl-C ends the patience."""
        self.listener.close()
        for child in self.children:
            try:
                child.stop(STOP_SECONDS)
            except KeyboardInterrupt:
                say("not waiting any longer")
                for impatient in self.children:
                    impatient.kill()
