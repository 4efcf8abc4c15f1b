"""Text messages: Aliyun's own client, against a server of ours that answers like theirs."""

import json
import socket
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from saas.config import Config
from tenants.errors import DomainError
from tenants.messages.handing import AGAIN, Letter
from tenants.messages.states import Medium, State
from workers.senders.aliyun import Aliyun
from workers.senders.configured import sender_for
from workers.senders.sandbox import Sandbox
from workers.senders.smtp import Smtp

LETTER = Letter(17, uuid.uuid4(), "13800001111", "", "【安顺汽修】王先生,您的车该保养了。拒收请回复R", "MAINT_DUE")


class Answering(BaseHTTPRequestHandler):
    """Like the service: a status and a JSON body; "hang up" says nothing at all."""

    says: tuple[int, str] = (200, "OK")
    asked: list[dict[str, list[str]]] = []

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        Answering.asked.append(parse_qs(urlsplit(self.path).query) | parse_qs(body))
        status, code = Answering.says
        if code == "hang up":
            self.connection.close()
            return
        answer = json.dumps({"Code": code, "Message": code, "BizId": "9006", "RequestId": "R-1"}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Quietly."""


@pytest.fixture
def aliyun() -> Iterator[Aliyun]:
    Answering.says, Answering.asked = (200, "OK"), []
    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Aliyun.of(f"aliyun://key:secret@127.0.0.1:{server.server_port}/?*=SMS_1&APPT_CONFIRM=SMS_2")
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_message_goes_into_the_variable_of_its_template(aliyun: Aliyun) -> None:
    handed = aliyun.send(LETTER)

    (asked,) = Answering.asked
    assert (handed.state, handed.provider_id) == (State.SENT, "9006")
    assert asked["PhoneNumbers"] == ["13800001111"]
    assert (asked["SignName"], asked["TemplateCode"]) == (["安顺汽修"], ["SMS_1"])
    assert json.loads(asked["TemplateParam"][0]) == {"text": "王先生,您的车该保养了。"}
    assert asked["OutId"] == [f"17-{LETTER.id}"]


def test_a_trigger_may_have_a_template_of_its_own(aliyun: Aliyun) -> None:
    aliyun.send(Letter(17, LETTER.id, LETTER.recipient, "", LETTER.body, "APPT_CONFIRM"))

    assert Answering.asked[0]["TemplateCode"] == ["SMS_2"]


@pytest.mark.parametrize(
    ("says", "state"),
    [
        ((200, "isv.BUSINESS_LIMIT_CONTROL"), State.FAILED),
        ((200, "isv.MOBILE_NUMBER_ILLEGAL"), State.FAILED),
        ((200, "isp.SYSTEM_ERROR"), AGAIN),
        ((400, "Throttling.User"), AGAIN),
        ((403, "InvalidAccessKeyId.NotFound"), State.FAILED),
        ((200, "hang up"), State.UNKNOWN),
    ],
)
def test_what_the_service_says_decides_what_is_known_and_it_is_asked_once(
    aliyun: Aliyun, says: tuple[int, str], state: State
) -> None:
    Answering.says = says

    assert aliyun.send(LETTER).state == state
    assert len(Answering.asked) == 1


def test_a_service_that_cannot_be_reached_took_nothing() -> None:
    with socket.socket() as bound:  # and not listening
        bound.bind(("127.0.0.1", 0))
        unreachable = Aliyun.of(f"aliyun://key:secret@127.0.0.1:{bound.getsockname()[1]}/?*=SMS_1")

        assert unreachable.send(LETTER).state == AGAIN


def test_without_an_approved_template_nothing_leaves() -> None:
    only_appointments = Aliyun("key", "secret", {"APPT_CONFIRM": "SMS_2"})

    assert only_appointments.send(LETTER).why == "no_template"


def test_the_environment_chooses_the_provider(config: Config) -> None:
    def chosen(medium: Medium, **values: str) -> object:
        return sender_for(medium, Config(config.database_url, config.redis_url, "key", config.home, **values))  # type: ignore[arg-type]

    assert isinstance(chosen(Medium.SMS), Sandbox)
    assert isinstance(chosen(Medium.EMAIL), Sandbox)
    assert isinstance(chosen(Medium.SMS, sms_url="aliyun://key:secret@dysmsapi.aliyuncs.com/?*=SMS_1"), Aliyun)
    assert isinstance(chosen(Medium.EMAIL, smtp_url="smtps://mail.example", mail_from="a@mail.example"), Smtp)
    with pytest.raises(DomainError, match="HUITOU_SMS_URL"):
        chosen(Medium.SMS, sms_url="pigeon://key")
