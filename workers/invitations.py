"""Mailing the links of invitations, where the installation has a mail server."""

import uuid

from flask import current_app

from saas.accounts import invitations
from saas.accounts.models import Invitation, Shop
from saas.config import Config
from tenants import clock
from tenants.messages.handing import AGAIN, Handed, Letter
from tenants.messages.states import Medium, State
from workers.actor import actor, minutes
from workers.senders.configured import sender_for

# In both languages: nobody knows yet which one its reader reads. No word of it is the inviter's but the shop's name.
SUBJECT = "{shop} 邀请您使用回头客 / {shop} invites you to Huitou"
BODY = """{shop} 邀请您加入回头客，一起跟进客户。请在 3 天内打开下面的链接，链接只能使用一次：

{shop} invites you to Huitou, where its follow-ups are worked on. Open this link within 3 days; it works once:

{link}

如果您不认识这家店，请忽略本邮件。
If you do not know this shop, ignore this mail.
"""


class NotTaken(Exception):
    """The mail server took nothing, and may later."""


@actor(queue="messages", time_limit=minutes(2))
def mail_invitation(invitation_id: str) -> None:
    """Mail an open invitation to its person; one that was mailed, or is not open any more, is left alone."""
    found = invitations.to_mail(uuid.UUID(invitation_id), clock.now())
    if found:
        _follow(found[0], _send(*found))


def mail_soon(invitation_id: uuid.UUID) -> None:
    """In the open transaction of the shop in scope; nothing happens where no mail server is known."""
    if _config().smtp_url:
        mail_invitation.enqueue(invitation_id=invitation_id)


def _send(row: Invitation, shop: Shop) -> Handed:
    name = " ".join(shop.name.split())  # a line of its own would be a header
    link = invitations.address_of(row, _config().secret_key)
    body = BODY.format(shop=name, link=link)
    letter = Letter(shop.id, row.id, row.email, SUBJECT.format(shop=name), body, trigger="")
    return sender_for(Medium.EMAIL, _config()).send(letter)


def _follow(row: Invitation, handed: Handed) -> None:
    if handed.state == AGAIN:
        raise NotTaken
    if handed.state == State.SENT:
        invitations.mark_mailed(row, clock.now())


def _config() -> Config:
    found: Config = current_app.config["HUITOU"]
    return found
