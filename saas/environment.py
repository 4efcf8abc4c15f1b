"""What a command finds around it: the operator's servers, or the embedded ones of the state directory."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from saas.embedded import SUPERUSER, FileLock, Servers, StartError, attach_or_start, prepare

DATABASE = "huitou"
DATABASE_URL = "HUITOU_DATABASE_URL"
REDIS_URL = "HUITOU_REDIS_URL"
OWNER_URL = "HUITOU_OWNER_URL"
SECRET_KEY = "HUITOU_SECRET_KEY"
HOME = "HUITOU_HOME"


@contextmanager
def provided() -> Iterator[dict[str, str]]:
    """The HUITOU_* variables of this machine, with servers behind them for as long as the block runs.

    Servers that the operator names are taken as they are. Otherwise the embedded ones are used: those of a running
    demo or command, or our own, which stop with the block. Raises StartError.
    """
    home = state_directory()
    if has_own_servers():
        yield given(home)
        return
    with attach_or_start(home) as servers:
        yield embedded(servers)


def state_directory() -> Path:
    """HUITOU_HOME, made if it does not exist. Raises StartError when it cannot be written."""
    return prepare(Path(os.environ.get(HOME) or "var"))


def has_own_servers() -> bool:
    """Whether the operator named servers. Raises StartError when only one of the two is named."""
    named = [name for name in (DATABASE_URL, REDIS_URL) if os.environ.get(name)]
    if len(named) == 1:
        raise StartError(f"Only {named[0]} is set. Set both {DATABASE_URL} and {REDIS_URL}, or neither.")
    return bool(named)


def given(home: Path) -> dict[str, str]:
    """The variables when the operator brings the servers; migrations are his decision then."""
    named = {name: os.environ[name] for name in (DATABASE_URL, REDIS_URL, OWNER_URL) if os.environ.get(name)}
    return named | _own(home)


def embedded(servers: Servers) -> dict[str, str]:
    """The variables for running embedded servers; brings roles and schema up to date first."""
    # here, because commands on servers of the operator would wait for Alembic in vain
    from saas.provision import migrate, provision

    schema = FileLock(servers.home / "schema.lock")
    try:
        with schema.alone():
            urls = provision(servers.postgres.url(SUPERUSER, "postgres"), DATABASE)
            migrate(urls.owner)
    finally:
        schema.close()
    addresses = {DATABASE_URL: urls.app, OWNER_URL: urls.owner, REDIS_URL: servers.valkey.url()}
    return addresses | _own(servers.home)


def _own(home: Path) -> dict[str, str]:
    return {HOME: os.fspath(home), SECRET_KEY: os.environ.get(SECRET_KEY) or _secret(home / "secret")}


def _secret(path: Path) -> str:
    """The key that signs sessions, made once."""
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32), encoding="ascii")
        try:
            # a link, unlike a rename, never replaces the key that another process made meanwhile
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")
