"""What must be true before anything is served: a key, and a database role that row-level security binds."""

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from saas.config import Config
from tenants.db import db
from tenants.errors import N_, DomainError

MIN_KEY_CHARACTERS = 16
# CVE-2025-8713: older minors tell about hidden rows through statistics. Newer majors were born without it.
OLDEST_MINORS = {15: 14, 16: 10, 17: 6}


def check_config(config: Config) -> None:
    """Raises DomainError."""
    if len(config.secret_key) < MIN_KEY_CHARACTERS:
        raise DomainError(
            N_("Set HUITOU_SECRET_KEY to at least %(least)s random characters."), least=MIN_KEY_CHARACTERS
        )


def check_database(app: Flask) -> None:
    """Refuse a role that steps around row-level security, and a server with a known leak. Raises DomainError."""
    with app.app_context():
        try:
            version, role, is_powerful = db.session.execute(
                text(
                    "SELECT current_setting('server_version_num')::int, rolname, rolsuper OR rolbypassrls"
                    " FROM pg_roles WHERE rolname = current_user"
                )
            ).one()
        except OperationalError as error:
            raise DomainError(N_("The database does not answer. Check HUITOU_DATABASE_URL and the server.")) from error
        finally:
            db.session.remove()
            db.engine.dispose()  # a server that forks must not share connections
    refuse_powerful(role, is_powerful)
    refuse_old(version)


def refuse_powerful(role: str, is_powerful: bool) -> None:
    if is_powerful:
        raise DomainError(
            N_("The database role %(role)s passes row-level security by. Connect as huitou_app, which does not."),
            role=role,
        )


def refuse_old(version: int) -> None:
    major, minor = divmod(version, 10_000)
    least = OLDEST_MINORS.get(major, 0 if major > max(OLDEST_MINORS) else None)
    if least is None or minor < least:
        raise DomainError(
            N_("PostgreSQL %(major)s.%(minor)s is too old. Install the newest minor release of 15 or later."),
            major=major,
            minor=minor,
        )
