"""Text messages by Aliyun (阿里云短信). The text goes into the one variable of a template that Aliyun has approved."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from tenants.errors import N_, DomainError
from tenants.messages.handing import AGAIN, Handed, Letter
from tenants.messages.states import State
from tenants.scripts.sms import REFUSAL, signature_of
from workers.senders.aliyun_pushes import out_id

ENDPOINT = "dysmsapi.aliyuncs.com"
VARIABLE = "text"
EVERY_TRIGGER = "*"
TIMEOUTS = {"connect_timeout": 5_000, "read_timeout": 15_000}  # milliseconds
_BUSY = ("Throttling", "isp.SYSTEM_ERROR", "ServiceUnavailable")
_NOT_REACHED = ("Failed to establish a new connection", "NameResolutionError")


@dataclass(frozen=True, slots=True)
class Aliyun:
    """`templates`: trigger -> code of its template, "*" for all others."""

    key_id: str
    key_secret: str = field(repr=False)
    templates: Mapping[str, str]
    endpoint: str = ENDPOINT
    protocol: str = "HTTPS"
    name: str = "aliyun"

    @classmethod
    def of(cls, url: str) -> Self:
        """From aliyun://key-id:secret@host/?*=SMS_1&APPT_CONFIRM=SMS_2. Raises DomainError."""
        parts = urlsplit(url)
        templates = dict(parse_qsl(parts.query))
        if not parts.username or not parts.password or not templates:
            raise DomainError(N_("HUITOU_SMS_URL is aliyun://key:secret@dysmsapi.aliyuncs.com/?*=TEMPLATE."))
        host = parts.netloc.rpartition("@")[2] or ENDPOINT
        protocol = "HTTP" if parts.hostname in ("127.0.0.1", "localhost") else "HTTPS"
        return cls(unquote(parts.username), unquote(parts.password), templates, host, protocol)

    def send(self, letter: Letter) -> Handed:
        template = self.templates.get(letter.trigger) or self.templates.get(EVERY_TRIGGER)
        signature = signature_of(letter.body)
        if not template or not signature:
            return Handed(State.FAILED, why="no_template")
        try:
            answer = self._ask(letter, template, signature)
        except ImportError:
            return Handed(State.FAILED, why="not_installed")
        except Exception as error:  # whatever the client raises: at most once matters more than its kind
            return _trouble(error)
        if answer.code == "OK":
            return Handed(State.SENT, answer.biz_id)
        return Handed(AGAIN if answer.code.startswith(_BUSY) else State.FAILED, why=answer.code)

    def _ask(self, letter: Letter, template: str, signature: str) -> Any:
        # installed with huitou[aliyun] only, and slow to import
        from alibabacloud_dysmsapi20170525 import models
        from alibabacloud_dysmsapi20170525.client import Client
        from alibabacloud_tea_openapi.models import Config

        config = Config(
            access_key_id=self.key_id,
            access_key_secret=self.key_secret,
            endpoint=self.endpoint,
            protocol=self.protocol,
            **TIMEOUTS,
        )
        text = letter.body.removeprefix(f"【{signature}】").removesuffix(REFUSAL)
        request = models.SendSmsRequest(
            phone_numbers=letter.recipient,
            sign_name=signature,
            template_code=template,
            template_param=json.dumps({VARIABLE: text}, ensure_ascii=False),
            out_id=out_id(letter.shop_id, letter.id),
        )
        return Client(config).send_sms(request).body


def _trouble(error: Exception) -> Handed:
    code = str(getattr(error, "code", "") or type(error).__name__)
    if code.startswith(_BUSY) or any(words in str(error) for words in _NOT_REACHED):
        return Handed(AGAIN, why=code)
    # an error with a code of the service is an answer: it did not take the message
    is_answer = getattr(error, "status_code", None) is not None or code.startswith(("isv.", "isp.", "Invalid"))
    return Handed(State.FAILED if is_answer else State.UNKNOWN, why=code)
