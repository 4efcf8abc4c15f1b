"""What the provider of text messages tells by itself: receipts and answers. Its secret is in the address."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from secrets import compare_digest
from typing import Any

from flask import Blueprint, current_app, jsonify, request
from werkzeug.exceptions import BadRequest, NotFound, RequestEntityTooLarge
from werkzeug.wrappers import Response

from saas.accounts import shops
from saas.web import cycle
from saas.web.access import machine
from tenants import clock
from tenants.messages import replies, sending
from tenants.messages.stop_words import is_stop
from workers.follow_ups import plan_again
from workers.senders import aliyun_pushes
from workers.senders.aliyun_pushes import Receipt, Reply
from workers.shop_day import shop_today

MOST_BYTES, MOST_ITEMS = 1 << 20, 1_000
CLOCKS_DIFFER = timedelta(minutes=10)  # the provider's from ours, at most

bp = Blueprint("sms_pushes", __name__)


@bp.post("/sms/<secret>")
@machine
def create(secret: str) -> Response:
    """Twice is once: what was told before changes nothing. What belongs to nobody is taken and forgotten, for anything
    but 200 is pushed again."""
    known = current_app.config["HUITOU"].sms_push_secret
    if not known or not compare_digest(secret.encode(), known.encode()):
        raise NotFound()
    items = _items()
    _take_receipts(aliyun_pushes.receipts(items))
    for reply in aliyun_pushes.replies(items):
        _take_reply(reply)
    return jsonify(code=0, msg="OK")


def _items() -> list[Any]:
    if (request.content_length or 0) > MOST_BYTES:
        raise RequestEntityTooLarge()
    try:
        items = request.get_json(force=True, silent=True)
    except RecursionError as error:  # lists in lists without end
        raise BadRequest() from error
    if not isinstance(items, list) or len(items) > MOST_ITEMS:
        raise BadRequest()
    return items


def _take_receipts(found: list[Receipt]) -> None:
    of_shop: dict[int, list[Receipt]] = defaultdict(list)
    for one in found:
        of_shop[one.shop_id].append(one)
    for shop_id in of_shop.keys() & shops.ids():
        with cycle.transaction_of(shop_id):
            for one in of_shop[shop_id]:
                sending.receive(
                    one.message_id,
                    replies.plain(one.number),
                    arrived=one.arrived,
                    why=one.why,
                    provider_id=one.provider_id,
                    now=clock.now(),
                )


def _take_reply(reply: Reply) -> None:
    now = clock.now()
    at = min(reply.at or now, now)
    for shop_id in _meant(reply, at):
        with cycle.transaction_of(shop_id):
            _keep(reply, at)


def _meant(reply: Reply, at: datetime) -> Collection[int]:
    """Of the shops of its signature that wrote to the number before, the one that did so last: what he says to one shop
    is not for the others. Without one, of all shops that wrote; for nobody's number the one of the signature. A stop
    word is for each that wrote."""
    signed = shops.ids(named=reply.signature) if reply.signature else set()
    lately = _wrote(signed, reply.number, at) or _wrote(shops.ids() - signed, reply.number, at)
    if not lately:
        return signed if len(signed) == 1 else ()
    return lately if is_stop(reply.text) else {max(lately, key=lambda shop_id: lately[shop_id])}


def _wrote(shop_ids: Collection[int], number: str, at: datetime) -> dict[int, datetime]:
    """When each shop last wrote to a number, of those that did."""
    wrote = {}
    for shop_id in shop_ids:
        with cycle.transaction_of(shop_id):
            moment = replies.last_written_to(number, before=at + CLOCKS_DIFFER)
        if moment:
            wrote[shop_id] = moment
    return wrote


def _keep(reply: Reply, at: datetime) -> None:
    taken = replies.receive(
        reply.number, reply.text, key=reply.key, now=at, today=shop_today(), provider_id=reply.provider_id
    )
    if taken and taken.changes_queue:
        plan_again()
