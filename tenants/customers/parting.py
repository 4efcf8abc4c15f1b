"""A survivor that is about to go: those merged into him stand alone again, and what he refused holds for them."""

import uuid
from collections.abc import Iterable

from sqlalchemy import or_, select, update

from tenants.customers import merging
from tenants.customers.merging import Parted
from tenants.customers.models import ChannelConsent, Customer, CustomerMerge
from tenants.customers.wishes import FLAGS, Status, Wishes, wishes_of
from tenants.db import db, insert_rows, new_id


def part_from(survivor_id: uuid.UUID) -> Parted | None:
    """Take back every merge into a record. Unlike a person who parts two customers, nobody has said that they are two:
    each follower refuses what any of them refused, and keeps the advisor they had. Derive visits again afterwards.

    Answers with who was parted; None when nobody had been merged into it.
    """
    followers = list(db.session.scalars(select(Customer.id).where(Customer.merged_into_id == survivor_id)))
    if not followers:
        return None
    nearest = _nearest(survivor_id)
    merged_at = [merging.merged_at(follower_id) for follower_id in nearest]
    together = wishes_of([survivor_id])[survivor_id]
    _refuse(followers, together)
    _copy_refusals([survivor_id, *followers], followers, together)
    for follower_id in nearest:
        merging.unmerge(follower_id)
    _leave_advisor(survivor_id, followers)
    known = [each for each in merged_at if each]
    return Parted([survivor_id, *followers], min(known) if len(known) == len(merged_at) else None)


def _refuse(followers: Iterable[uuid.UUID], together: Wishes) -> None:
    refused = {flag: True for flag in FLAGS if getattr(together, flag)}
    if refused:
        db.session.execute(update(Customer).where(Customer.id.in_(followers)).values(**refused))


def _copy_refusals(records: list[uuid.UUID], followers: list[uuid.UUID], together: Wishes) -> None:
    """The newest proof of each refusal, for every follower whose own last word is another one."""
    own: dict[tuple[uuid.UUID, str], ChannelConsent] = {}
    proofs: dict[str, ChannelConsent] = {}
    said = select(ChannelConsent).where(ChannelConsent.customer_id.in_(records))
    for word in db.session.scalars(said.order_by(ChannelConsent.at.desc(), ChannelConsent.id.desc())):
        own.setdefault((word.customer_id, word.channel), word)
        if word.status == Status.REFUSED:
            proofs.setdefault(word.channel, word)
    copied = [
        _copy(proofs[channel], follower_id)
        for channel, is_granted in together.consents.items()
        for follower_id in followers
        if not is_granted and _last(own.get((follower_id, channel))) != Status.REFUSED
    ]
    insert_rows(ChannelConsent, copied)


def _last(word: ChannelConsent | None) -> str | None:
    return word.status if word else None


def _copy(word: ChannelConsent, customer_id: uuid.UUID) -> dict[str, object]:
    columns = [column.name for column in ChannelConsent.__table__.columns if column.name != "shop_id"]
    return {name: getattr(word, name) for name in columns} | {"id": new_id(), "customer_id": customer_id}


def _nearest(survivor_id: uuid.UUID) -> list[uuid.UUID]:
    """Those merged into the record itself, not through another."""
    step = CustomerMerge.survivor_id
    return list(
        db.session.scalars(
            select(Customer.id)
            .outerjoin(CustomerMerge, CustomerMerge.duplicate_id == Customer.id)
            .where(Customer.merged_into_id == survivor_id, or_(step.is_(None), step == survivor_id))
        )
    )


def _leave_advisor(survivor_id: uuid.UUID, followers: list[uuid.UUID]) -> None:
    advisor_id = db.session.scalar(select(Customer.dedicated_advisor_id).where(Customer.id == survivor_id))
    without = (Customer.id.in_(followers), Customer.dedicated_advisor_id.is_(None))
    if advisor_id is not None:
        db.session.execute(update(Customer).where(*without).values(dedicated_advisor_id=advisor_id))
