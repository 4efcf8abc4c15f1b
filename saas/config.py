"""What the environment decides; everything else is code or a shop's setting."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from tenants.errors import N_, DomainError

LEAST_SECRET = 32


@dataclass(frozen=True, slots=True)
class Config:
    """Addresses are SQLAlchemy and redis-py URLs; `home` holds uploads and, in the demo, the servers' state."""

    database_url: str
    redis_url: str
    secret_key: str = field(repr=False)
    home: Path
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    secure_cookies: bool = False
    proxies: int = 0  # how many of our own stand in front and append to X-Forwarded-*
    smtp_url: str = field(default="", repr=False)  # without one e-mails are only written down
    mail_from: str = ""
    sms_url: str = field(default="", repr=False)  # like smtp_url
    sms_push_secret: str = field(default="", repr=False)  # part of the address that the provider pushes to
    testing: bool = False

    @property
    def uploads(self) -> Path:
        return self.home / "uploads"


def from_environment() -> Config:
    """Read HUITOU_* variables. Raises DomainError naming the first that is missing."""
    return Config(
        database_url=_required("HUITOU_DATABASE_URL"),
        redis_url=_required("HUITOU_REDIS_URL"),
        secret_key=_required("HUITOU_SECRET_KEY"),
        home=Path(os.environ.get("HUITOU_HOME", "var")).resolve(),
        trusted_hosts=tuple(os.environ.get("HUITOU_TRUSTED_HOSTS", "127.0.0.1,localhost").split(",")),
        secure_cookies=os.environ.get("HUITOU_SECURE_COOKIES", "") == "1",
        proxies=int(os.environ.get("HUITOU_PROXIES", "0")),
        smtp_url=os.environ.get("HUITOU_SMTP_URL", ""),
        mail_from=os.environ.get("HUITOU_MAIL_FROM", ""),
        sms_url=os.environ.get("HUITOU_SMS_URL", ""),
        sms_push_secret=_secret("HUITOU_SMS_PUSH_SECRET"),
    )


def _secret(name: str) -> str:
    """Nothing, or what nobody guesses."""
    value = os.environ.get(name, "")
    if value and len(value) < LEAST_SECRET:
        raise DomainError(N_("%(name)s needs %(least)s random characters or more."), name=name, least=LEAST_SECRET)
    return value


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise DomainError(N_("Set %(name)s in the environment."), name=name)
    return value
