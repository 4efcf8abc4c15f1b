"""One Valkey server (or Redis, through HUITOU_REDIS_BIN) in a state directory."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from saas.embedded import places
from saas.embedded.process import StartError, spawn, survivor, tail

START_SECONDS = 30
STOP_SECONDS = 15


class Valkey:
    """The server of `home`; not `durable` means that it forgets everything when it stops."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.resolve()
        self.durable = durable
        self.program = places.valkey_server()
        self.data = self.home / "valkey"
        self.log = self.home / "log" / "valkey.log"
        self.socket = places.socket_directory(self.home) / "valkey.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, db: int = 0) -> str:
        """A redis-py URL."""
        return f"unix://{quote(os.fspath(self.socket))}?db={db}"

    def is_up(self) -> bool:
        return self._ask("PING").startswith(b"+PONG")

    def start(self) -> "Valkey":
        """Start the server; raises StartError."""
        places.private_directory(self.data)
        self._stop_survivor()
        self.process = spawn(self._command(), self.log, signal.SIGTERM)
        deadline = time.monotonic() + START_SECONDS
        while not self.is_up():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise StartError(f"Valkey did not start. The end of {self.log}:\n{tail(self.log)}")
            time.sleep(0.02)
        return self

    def stop(self) -> None:
        """A clean shutdown: what was acknowledged is on disk."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_SECONDS)

    def _command(self) -> list[str]:
        place = ["--dir", os.fspath(self.data), "--pidfile", os.fspath(self._pidfile)]
        # port 0: nothing but the socket. The title stays the command line, by which a survivor is known
        access = ["--port", "0", "--unixsocket", os.fspath(self.socket), "--unixsocketperm", "700"]
        # snapshots lost 87 % of acknowledged messages over five kills, the append-only file none
        kept = ["--appendonly", "yes", "--appendfsync", "everysec"] if self.durable else ["--appendonly", "no"]
        policy = ["--save", "", "--maxmemory-policy", "noeviction", "--set-proc-title", "no", "--daemonize", "no"]
        return [os.fspath(self.program), *place, *access, *kept, *policy]

    @property
    def _pidfile(self) -> Path:
        return self.data / "valkey.pid"

    def _stop_survivor(self) -> None:
        """Two servers must never write one append-only file: wait until what a killed supervisor left is gone."""
        if self.is_up():
            self._ask("SHUTDOWN")
        deadline = time.monotonic() + STOP_SECONDS
        while pid := survivor(self._pidfile, self.data):
            if time.monotonic() > deadline:
                raise StartError(f"An older Valkey (process {pid}) still uses {self.data}. Stop it, then try again.")
            time.sleep(0.05)
        self.socket.unlink(missing_ok=True)

    def _ask(self, word: str) -> bytes:
        """Over a raw socket: the client library would retry for seconds while the server is not yet there."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(os.fspath(self.socket))
                line.sendall(f"{word}\r\n".encode())
                return line.recv(200)
        except OSError:
            return b""
