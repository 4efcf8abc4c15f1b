"""E-mail, against a real SMTP server."""

import socket
import uuid
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tenants.errors import DomainError
from tenants.messages.handing import AGAIN, Letter
from tenants.messages.states import State
from workers.senders.smtp import Smtp

SENDER = "安顺汽修 <service@anshun.example>"
LETTER = Letter(
    17, uuid.uuid4(), "wang@example.com", "保养到期", "王先生您好,\n.您的车该保养了。\n\n安顺汽修", "MAINT_DUE"
)


class Postman:
    """Keeps what arrives. `answers`: at which command it says what instead."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, _: Any) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.letters.append(envelope.content)
        if self.answers.get("DATA") == "hang up":
            assert server.transport is not None
            server.transport.abort()
        return self.answers.get("DATA", "250 OK")


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def smtp(postman: Postman) -> Iterator[Smtp]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(postman, hostname="127.0.0.1", port=port)
    server.start()
    yield Smtp.of(f"smtp://127.0.0.1:{port}", SENDER)
    server.stop()


def test_an_e_mail_arrives_with_its_chinese_words(smtp: Smtp, postman: Postman) -> None:
    handed = smtp.send(LETTER)

    (arrived,) = map(message_from_bytes, postman.letters)
    text = arrived.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert text.decode().replace("\r\n", "\n").strip() == LETTER.body
    assert str(make_header(decode_header(arrived["Subject"]))) == "保养到期"
    assert arrived["To"] == "wang@example.com"
    assert (handed.state, handed.provider_id) == (State.SENT, arrived["Message-ID"])
    assert str(LETTER.id) in arrived["Message-ID"]


@pytest.mark.parametrize(
    ("command", "answer", "state"),
    [
        ("RCPT", "550 no such user", State.FAILED),
        ("RCPT", "451 come back later", AGAIN),
        ("DATA", "554 looks like spam", State.FAILED),
        ("DATA", "452 disk full", AGAIN),
        ("DATA", "hang up", State.UNKNOWN),
    ],
)
def test_what_the_server_says_decides_what_is_known(
    smtp: Smtp, postman: Postman, command: str, answer: str, state: State
) -> None:
    postman.answers[command] = answer

    assert smtp.send(LETTER).state == state


def test_a_server_that_cannot_be_reached_took_nothing() -> None:
    with socket.socket() as bound:  # and not listening
        bound.bind(("127.0.0.1", 0))

        assert Smtp.of(f"smtp://127.0.0.1:{bound.getsockname()[1]}", SENDER).send(LETTER).state == AGAIN


def test_a_password_is_never_sent_in_the_clear(smtp: Smtp, postman: Postman) -> None:
    secretive = Smtp.of(f"smtp://service:geheim@{smtp.host}:{smtp.port}", SENDER)

    assert secretive.send(LETTER).state == AGAIN
    assert postman.letters == []
    assert "geheim" not in repr(secretive)


@pytest.mark.parametrize(("url", "sender"), [("http://mail", SENDER), ("smtp://", SENDER), ("smtp://mail", "nobody")])
def test_settings_that_cannot_be_are_named(url: str, sender: str) -> None:
    with pytest.raises(DomainError, match="HUITOU_SMTP_URL"):
        Smtp.of(url, sender)
