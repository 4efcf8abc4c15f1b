"""Asking somebody in: who may, what the page shows once, and what it never shows."""

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from saas.accounts import invitations
from saas.accounts.models import Invitation, Shop
from saas.config import Config
from tenants.db import db
from tests import factories
from tests.browser import Browser
from tests.saas.web.enqueued import jobs_of

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
LINK = re.compile(r"http://localhost/invitations/[\w-]{43}")
GUEST = {"name": "李婷", "email": "Li.Ting@example.com", "role": "advisor"}


def made(shop: Shop) -> list[Invitation]:
    db.session.rollback()
    return list(db.session.scalars(select(Invitation).where(Invitation.shop_id == shop.id).order_by(Invitation.id)))


def test_the_link_is_shown_when_it_is_made_and_never_again(member: Member, shop: Shop) -> None:
    owner, address = member("owner"), f"/s/{shop.slug}/invitations"

    answer = owner.post(address, GUEST, headers=ENGLISH)
    later = owner.get(address, headers=ENGLISH).text

    assert answer.status_code == 200
    assert len(LINK.findall(answer.text)) == 1
    assert "li.ting@example.com" in later
    assert "Invited by" in later
    assert LINK.search(later) is None
    assert [(row.name, row.email, row.role) for row in made(shop)] == [("李婷", "li.ting@example.com", "advisor")]


def test_making_it_twice_leaves_one_that_is_open(member: Member, shop: Shop) -> None:
    owner = member("owner")

    for _ in range(2):
        assert owner.post(f"/s/{shop.slug}/invitations", GUEST).status_code == 200

    assert [row.withdrawn_at is None for row in made(shop)] == [False, True]


def test_a_new_link_takes_the_place_of_a_lost_one_and_can_be_withdrawn_twice(member: Member, shop: Shop) -> None:
    owner, address = member("owner"), f"/s/{shop.slug}/invitations"
    (before,) = LINK.findall(owner.post(address, GUEST).text)

    (after,) = LINK.findall(owner.post(f"{address}/{made(shop)[0].id}/renewal").text)
    assert before != after
    for _ in range(2):
        assert owner.post(f"{address}/{made(shop)[1].id}/withdrawal").status_code == 303

    assert all(row.withdrawn_at for row in made(shop))
    page = owner.get(address, headers=ENGLISH).text
    assert "Withdrawn" in page
    assert "/withdrawal" not in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": ""}, "Enter the e-mail address."),
        ({"name": ""}, "Enter the name."),
        ({"email": "nobody"}, "nobody is not an e-mail address."),
        ({"role": "king"}, "Choose one of the roles that you may give."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    member: Member, shop: Shop, wrong: dict[str, str], sentence: str
) -> None:
    answer = member("owner").post(f"/s/{shop.slug}/invitations", GUEST | wrong, headers=ENGLISH)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert (GUEST | wrong)["name"] in answer.text
    assert made(shop) == []


def test_a_manager_invites_for_the_roles_below_his_and_touches_no_others(member: Member, shop: Shop) -> None:
    address, manager = f"/s/{shop.slug}/invitations", member("manager")
    member("owner").post(address, GUEST | {"role": "manager"})

    page = manager.get(address, headers=ENGLISH).text
    refused = manager.post(address, GUEST | {"email": "else@example.com", "role": "owner"})

    assert re.findall(r'<option value="(\w+)"', page) == ["advisor", "viewer"]
    assert "/renewal" not in page
    assert refused.status_code == 422
    assert manager.post(f"{address}/{made(shop)[0].id}/renewal").status_code == 422
    assert manager.post(f"{address}/{made(shop)[0].id}/withdrawal").status_code == 422
    assert manager.post(address, GUEST | {"email": "else@example.com"}).status_code == 200


@pytest.mark.parametrize("role", ["advisor", "viewer"])
def test_who_leads_no_shop_invites_nobody(member: Member, shop: Shop, role: str) -> None:
    browser = member(role)

    assert browser.get(f"/s/{shop.slug}/invitations").status_code == 403
    assert browser.post(f"/s/{shop.slug}/invitations", GUEST).status_code == 403
    assert "/invitations" not in browser.get(f"/s/{shop.slug}/staff").text
    assert made(shop) == []


def test_a_stranger_finds_no_invitation(member: Member, shop: Shop, other_shop: Shop) -> None:
    member("owner").post(f"/s/{shop.slug}/invitations", GUEST)
    stranger, (row,) = member("owner", of=other_shop), made(shop)

    for place in (shop.slug, other_shop.slug):
        assert stranger.post(f"/s/{place}/invitations/{row.id}/withdrawal").status_code == 404
        assert stranger.post(f"/s/{place}/invitations/{row.id}/renewal").status_code == 404
    assert stranger.get(f"/s/{shop.slug}/invitations").status_code == 404
    assert [each.withdrawn_at for each in made(shop)] == [None]


def test_nothing_tells_whether_an_address_has_an_account_elsewhere(
    member: Member, shop: Shop, other_shop: Shop
) -> None:
    known = factories.create_user("欧阳静")
    factories.create_membership(other_shop, known, "owner")
    owner = member("owner")

    answer = owner.post(f"/s/{shop.slug}/invitations", GUEST | {"email": known.email})

    assert answer.status_code == 200
    assert len(LINK.findall(answer.text)) == 1
    assert "欧阳静" not in answer.text
    assert [row.name for row in made(shop)] == ["李婷"]


@pytest.fixture
def with_mail(member: Member, config: Config) -> Iterator[None]:
    app = member("viewer").app
    known = app.config["HUITOU"]
    mailing = Config(known.database_url, known.redis_url, known.secret_key, known.home, smtp_url="smtp://mail.example")
    app.config["HUITOU"] = mailing
    yield
    app.config["HUITOU"] = known


def test_where_there_is_a_mail_server_the_link_goes_by_mail_alone(member: Member, shop: Shop, with_mail: None) -> None:
    owner, address = member("owner"), f"/s/{shop.slug}/invitations"

    page = owner.post(address, GUEST, headers=ENGLISH).text
    again = owner.post(f"{address}/{made(shop)[0].id}/renewal", headers=ENGLISH).text

    assert jobs_of(shop) == ["mail_invitation", "mail_invitation"]
    for each in (page, again):
        assert "The link is on its way to li.ting@example.com." in each
        assert LINK.search(each) is None


def test_without_a_mail_server_nothing_is_asked_for(member: Member, shop: Shop) -> None:
    page = member("owner").post(f"/s/{shop.slug}/invitations", GUEST, headers=ENGLISH).text

    assert jobs_of(shop) == []
    assert "mailed" not in page


def test_a_shop_that_has_invited_too_many_is_told_so(
    member: Member, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "MOST_A_DAY", 1)
    owner = member("owner")
    owner.post(f"/s/{shop.slug}/invitations", GUEST)

    answer = owner.post(f"/s/{shop.slug}/invitations", GUEST, headers=ENGLISH)

    assert answer.status_code == 422
    assert "1 invitations in one day are enough" in answer.text
