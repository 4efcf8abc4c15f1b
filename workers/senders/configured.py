"""Which provider carries what, as the environment says; without one a message is only written down."""

from saas.config import Config
from tenants.errors import N_, DomainError
from tenants.messages.states import Medium
from workers.senders.aliyun import Aliyun
from workers.senders.sandbox import Sandbox
from workers.senders.sender import Sender
from workers.senders.smtp import Smtp


def sender_for(medium: Medium, config: Config) -> Sender:
    """Raises DomainError for settings that cannot be."""
    if medium is Medium.EMAIL:
        return Smtp.of(config.smtp_url, config.mail_from) if config.smtp_url else Sandbox()
    if not config.sms_url:
        return Sandbox()
    if not config.sms_url.startswith("aliyun://"):
        raise DomainError(N_("HUITOU_SMS_URL is aliyun://key:secret@dysmsapi.aliyuncs.com/?*=TEMPLATE."))
    return Aliyun.of(config.sms_url)
