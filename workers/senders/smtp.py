"""E-mail by SMTP."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from typing import Self
from urllib.parse import unquote, urlsplit

from tenants.errors import N_, DomainError
from tenants.messages.handing import AGAIN, Handed, Letter
from tenants.messages.states import State

SECONDS = 20
PORTS = {"smtp": 587, "smtps": 465}
TAKEN, FORWARDED = 250, 251
_TEMPORARY = range(400, 500)
_POLICY = SMTP.clone(cte_type="7bit")  # for servers that know nothing else


@dataclass(frozen=True, slots=True)
class Smtp:
    """`smtps` speaks TLS from the first byte; `smtp` does as soon as the server offers it, and with a password must."""

    scheme: str
    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    name: str = "smtp"

    @classmethod
    def of(cls, url: str, sender: str) -> Self:
        """From smtp://user:password@host:port and an address. Raises DomainError."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname or "@" not in parseaddr(sender)[1]:
            raise DomainError(N_("HUITOU_SMTP_URL is smtp://user:password@host:port, HUITOU_MAIL_FROM an address."))
        port = parts.port or PORTS[parts.scheme]
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.scheme, parts.hostname, port, sender, user, password)

    def send(self, letter: Letter) -> Handed:
        try:
            server = self._greet()
        except smtplib.SMTPAuthenticationError as error:
            return Handed(State.FAILED, why=f"smtp {error.smtp_code}")
        except (OSError, smtplib.SMTPException) as error:
            return Handed(AGAIN, why=type(error).__name__)
        try:
            return self._hand_over(server, letter)
        finally:
            _leave(server)

    def _greet(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        server.ehlo()
        if self.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif self.scheme == "smtp" and self.password:
            raise smtplib.SMTPNotSupportedError("no TLS: the password stays here")
        if self.user:
            server.login(self.user, self.password)
        return server

    def _hand_over(self, server: smtplib.SMTP, letter: Letter) -> Handed:
        message = self._message(letter)
        try:
            refused = _first_refusal(server, parseaddr(self.sender)[1], letter.recipient)
        except (OSError, smtplib.SMTPException) as error:
            return Handed(AGAIN, why=type(error).__name__)
        if refused:
            return _said(refused)
        try:
            code, _ = server.data(message.as_bytes())
        except smtplib.SMTPDataError as error:  # before the text
            return _said(error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            # the whole text may have arrived before the line broke
            return Handed(State.UNKNOWN, message["Message-ID"], type(error).__name__)
        return _said(code) if code != TAKEN else Handed(State.SENT, message["Message-ID"])

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage(_POLICY)
        message["From"], message["To"], message["Subject"] = self.sender, letter.recipient, letter.subject
        message["Date"] = formatdate(localtime=False)
        # the same for every try: servers that see it twice deliver it once
        message["Message-ID"] = f"<{letter.id}@{parseaddr(self.sender)[1].rpartition('@')[2]}>"
        message.set_content(letter.body)
        return message


def _first_refusal(server: smtplib.SMTP, sender: str, recipient: str) -> int:
    """The code with which the server turns sender or recipient away; 0 when it takes both."""
    code, _ = server.mail(sender)
    if code == TAKEN:
        code, _ = server.rcpt(recipient)
    return 0 if code in (TAKEN, FORWARDED) else code


def _said(code: int) -> Handed:
    return Handed(AGAIN if code in _TEMPORARY else State.FAILED, why=f"smtp {code}")


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
