"""Start a server so that it dies with its parent and never runs as root where it refuses to."""

import ctypes
import functools
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LINUX = sys.platform.startswith("linux")
NOBODY = 65534
PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000


class StartError(Exception):
    """A server cannot start here; the message says what to do next."""


@dataclass(frozen=True)
class Identity:
    """Whom a process runs as: the caller, the caller inside a user namespace, or another user."""

    namespace: bool = False
    user: int | None = None

    def options(self, parting: signal.Signals | None) -> dict[str, Any]:
        """Popen keywords; `parting` is the signal the process gets when its parent is gone."""
        drop = {} if self.user is None else {"user": self.user, "group": self.user, "extra_groups": []}
        return {"stdin": subprocess.DEVNULL, "preexec_fn": tether(parting, namespace=self.namespace), **drop}


CALLER = Identity()
NAMESPACE = Identity(namespace=True)
UNPRIVILEGED = Identity(user=NOBODY)


@functools.cache
def postgres_identity() -> Identity:
    """PostgreSQL refuses root: a user namespace leaves the files ours, uid 65534 is for where those are forbidden."""
    if os.geteuid() != 0:
        return CALLER
    wanted = os.environ.get("HUITOU_ROOT_MODE", "")
    if wanted != "nobody" and LINUX and _namespaces_allowed():
        return NAMESPACE
    return UNPRIVILEGED


def _namespaces_allowed() -> bool:
    try:
        return subprocess.run(["true"], **NAMESPACE.options(None), check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def tether(parting: signal.Signals | None, *, namespace: bool = False) -> Callable[[], None] | None:
    """A preexec hook (Linux): a SIGKILLed parent takes its children along, so no port or file stays held.

    The kernel watches the thread that forks, so call Popen from one that lives as long as the process.
    """
    if not LINUX:
        return None
    libc, parent = ctypes.CDLL(None, use_errno=True), os.getpid()

    def hook() -> None:
        # a script that started us in the background has us ignore them, and a child would inherit that
        for number in (signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, signal.SIG_DFL)
        if namespace:
            _enter_namespace(libc)
        if parting is not None:
            # after the namespace: a change of credentials clears the setting
            libc.prctl(PR_SET_PDEATHSIG, int(parting))
            if os.getppid() != parent:
                os._exit(1)

    return hook


def _enter_namespace(libc: ctypes.CDLL) -> None:
    uid, gid = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"1000 {uid} 1"), ("gid_map", f"1000 {gid} 1")):
        Path("/proc/self", name).write_text(text, encoding="ascii")


def spawn(
    command: list[str],
    log: Path,
    parting: signal.Signals,
    identity: Identity = CALLER,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server in its own session (Ctrl-C is for its parent), writing to `log`."""
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        return subprocess.Popen(
            command, stdout=descriptor, stderr=descriptor, env=env, start_new_session=True, **identity.options(parting)
        )
    finally:
        os.close(descriptor)


def survivor(pidfile: Path, directory: Path) -> int | None:
    """The process in `pidfile`, if it is alive and was started on `directory` (a number alone may be reused)."""
    try:
        pid = int(pidfile.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if os.fspath(directory) in _command_line(pid) else None


def _command_line(pid: int) -> str:
    if LINUX:
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="surrogateescape")
        except OSError:
            return ""
    listing = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listing.stdout


def tail(log: Path, lines: int = 15) -> str:
    """The end of a log, for an error message."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"
