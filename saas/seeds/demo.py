"""The demo as a whole: people, shops, their stories, and the last weeks of work. Safe to repeat and to interrupt."""

import uuid
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from saas.accounts import passwords, people, shops
from saas.accounts.models import Membership, Shop, User
from saas.seeds.cast import CITY, DEMO_PASSWORD, LOGINS, SHOPS, TIMEZONE, ShopCast
from saas.seeds.notes import write_notes
from saas.seeds.past_days import live
from saas.seeds.past_imports import record_imports
from saas.seeds.staff import enter_roster, name_advisors
from saas.seeds.story import Story
from saas.seeds.write import write
from tenants import settings
from tenants.customers.models import Customer
from tenants.db import db
from workers.duplicates import find_duplicates
from workers.follow_ups import crew_of_shop
from workers.losses import count_losses_again
from workers.needs import predict_needs
from workers.transaction import transaction

CALLING_ROLES = ("advisor", "manager")
LONGEST = timedelta(minutes=5)


def seed(today: date) -> bool:
    """Make what is missing of the demo, as of the morning of `today`; False when it was all there.

    Every shop is one transaction, so an interrupted seed goes on where it stopped.
    """
    with transaction():
        ids = {cast.slug: _open(cast) for cast in SHOPS}
        _register()
    told = [_tell(cast, ids[cast.slug], today) for cast in SHOPS]
    return any(told)


def _open(cast: ShopCast) -> int:
    return (shops.find(cast.slug) or shops.open_shop(cast.name, cast.slug, TIMEZONE)).id


def _register() -> None:
    missing = [login for login in LOGINS if people.find(login.email) is None]
    if not missing:
        return
    # one hash for all: it is the same password, and hashing is slow on purpose
    password_hash = passwords.hash_password(DEMO_PASSWORD)
    for login in missing:
        user = User(email=login.email, name=login.name, password_hash=password_hash)
        db.session.add(user)
        db.session.flush()
        for slug, role in login.roles.items():
            shop = shops.find(slug)
            assert shop is not None
            shops.admit(user, shop, role)


def _tell(cast: ShopCast, shop_id: int, today: date) -> bool:
    with transaction(shop_id, time_limit=LONGEST):
        if db.session.scalar(select(Customer.id).limit(1)) is not None:
            return False
        zone = ZoneInfo(TIMEZONE)
        settings.change(city=CITY)
        story = Story(cast, today)
        customers = story.customers()
        members = _members(shop_id)
        imports = record_imports(story, customers, today, zone, by=members["owner"][0])
        write(story, customers, imports)
        callers = [user_id for role in CALLING_ROLES for user_id in members.get(role, [])]
        enter_roster(shop_id, today, zone)
        write_notes(today, callers or members["owner"])
        live(today, zone, crew_of_shop, callers or members["owner"])
        name_advisors(crew_of_shop(today).by_name(), today, zone)
        # by the worker: the past takes a while to replay
        yesterday = today - timedelta(1)
        find_duplicates.enqueue(unique_key="find_duplicates")
        count_losses_again()
        predict_needs.enqueue(as_of=yesterday, unique_key=f"predict_needs:{yesterday}")
    return True


def _members(shop_id: int) -> dict[str, list[uuid.UUID]]:
    """The members of a shop by role, in a lasting order."""
    rows = db.session.execute(
        select(Membership.role, Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .join(Shop, Shop.id == Membership.shop_id)
        .where(Membership.shop_id == shop_id)
        .order_by(User.email)
    )
    members: dict[str, list[uuid.UUID]] = {}
    for role, user_id in rows:
        members.setdefault(role, []).append(user_id)
    return members
