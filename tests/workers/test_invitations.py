"""Links of invitations in the mail: once, only while they are open, and the one that works."""

import re
import uuid
from collections.abc import Callable

import pytest
from flask import Flask

from saas.accounts import invitations, joining
from saas.accounts.invitations import Guest, Issuer
from saas.accounts.members import Actor
from saas.accounts.models import Invitation, Shop, User
from tenants import clock
from tenants.db import db
from tenants.messages.handing import AGAIN, Handed, Letter
from tenants.messages.states import State
from tests import factories
from workers import invitations as mailing
from workers.invitations import mail_invitation
from workers.models import Job

Ask = Callable[..., uuid.UUID]
Jobs = Callable[[Shop], list[Job]]
WorkOff = Callable[[Shop], None]
LINK = re.compile(r"https://huitou\.example/invitations/(\S+)")


class Postbox:
    """A mail server that keeps what it gets, and says what a test wants it to."""

    name = "postbox"

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.answers: list[State | str] = []

    def send(self, letter: Letter) -> Handed:
        self.letters.append(letter)
        return Handed(self.answers.pop(0) if self.answers else State.SENT)


@pytest.fixture
def postbox(monkeypatch: pytest.MonkeyPatch) -> Postbox:
    found = Postbox()
    monkeypatch.setattr(mailing, "sender_for", lambda medium, config: found)
    return found


@pytest.fixture
def owner(app: Flask, shop: Shop) -> User:
    user = factories.create_user()
    factories.create_membership(shop, user, "owner")
    return user


@pytest.fixture
def invitation(app: Flask, shop: Shop, owner: User) -> Invitation:
    issuer = Issuer(Actor(owner.id, "owner"), "https://huitou.example", app.config["HUITOU"].secret_key)
    guest = Guest(f"{uuid.uuid4().hex}@example.com", "李婷", "advisor")
    row = invitations.invite(shop.id, guest, by=issuer, now=clock.now())
    db.session.commit()
    return row


def test_the_mail_holds_the_link_that_opens_the_shop(
    shop: Shop, invitation: Invitation, ask: Ask, work_off: WorkOff, postbox: Postbox
) -> None:
    for _ in range(2):
        ask(shop, mail_invitation, invitation_id=invitation.id)
        work_off(shop)

    (letter,) = postbox.letters
    (token,) = LINK.findall(letter.body)
    assert joining.open_one(token, clock.now())[0].id == invitation.id
    assert (letter.recipient, shop.name in letter.subject) == (invitation.email, True)
    assert "李婷" not in f"{letter.subject}{letter.body}"


def test_a_busy_mail_server_is_asked_again(
    shop: Shop, invitation: Invitation, ask: Ask, jobs: Jobs, postbox: Postbox, work_off: WorkOff
) -> None:
    postbox.answers = [AGAIN, State.SENT]

    ask(shop, mail_invitation, invitation_id=invitation.id)
    work_off(shop)

    assert [(job.state, job.attempts) for job in jobs(shop)] == [("done", 2)]
    assert len(postbox.letters) == 2
    assert len({letter.id for letter in postbox.letters}) == 1


def test_what_was_withdrawn_meanwhile_is_not_mailed(
    shop: Shop, owner: User, invitation: Invitation, ask: Ask, work_off: WorkOff, postbox: Postbox
) -> None:
    ask(shop, mail_invitation, invitation_id=invitation.id)
    invitations.withdraw(shop.id, invitation.id, by=Actor(owner.id, "owner"), now=clock.now())
    db.session.commit()

    work_off(shop)

    assert postbox.letters == []


@pytest.mark.parametrize("said", [State.RECORDED, State.FAILED, State.UNKNOWN])
def test_only_what_the_server_took_counts_as_mailed(
    shop: Shop, invitation: Invitation, ask: Ask, work_off: WorkOff, postbox: Postbox, said: State
) -> None:
    postbox.answers = [said]

    ask(shop, mail_invitation, invitation_id=invitation.id)
    work_off(shop)

    db.session.refresh(invitation)
    assert invitation.mailed_at is None
