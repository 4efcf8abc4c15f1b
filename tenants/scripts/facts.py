"""What the records know that a script may say: the person, his car, its needs, the shop's own words."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Row, String, Uuid, bindparam, text

from tenants.db import current_shop_id, db
from tenants.needs import item_relations
from tenants.scoring.segments import RfmClass
from tenants.scripts.known import Due, Known
from tenants.scripts.occasions import CLASSES, Medium, Occasion, Variant
from tenants.scripts.which import Which

_FACTS = text("""
SELECT c.name, c.gender, c.customer_type, p.tier, coalesce(p.overlays, '{}') AS overlays,
    car.plate, coalesce(car.series, car.model, car.brand) AS model,
    n.last_km, n.last_km_on, n.km_per_day, n.confidence, n.last_maintenance_on,
    (
        SELECT jsonb_agg(
            jsonb_build_array(e.code, e.kind, e.due_on, e.confidence, e.in_bundle, e.last_done_on)
            ORDER BY e.due_on, e.code
        )
        FROM needs e WHERE e.shop_id = :shop_id AND e.vehicle_id = car.id
    ) AS needs,
    (
        SELECT jsonb_object_agg(w.slot, w.words) FROM script_words w
        WHERE w.shop_id = :shop_id AND w.locale = :locale AND w.words <> ''
    ) AS words,
    (
        SELECT jsonb_agg(jsonb_build_array(s.rfm_class, s.variant, s.occasion, s.text)) FROM scripts s
        WHERE s.shop_id = :shop_id AND s.status = 'current' AND s.locale = :locale AND s.channel = :medium
          AND s.rfm_class = ANY(:classes)
    ) AS own,
    (
        SELECT jsonb_agg(jsonb_build_array(i.from_item, i.to_item, i.kind, i.rank, i.why, i.is_off))
        FROM item_relations i WHERE i.shop_id = :shop_id
    ) AS relations,
    (
        SELECT count(*) FILTER (WHERE k.status = 'granted') = cardinality(:channels) FROM (
            SELECT DISTINCT ON (channel) status FROM channel_consents
            WHERE shop_id = :shop_id AND customer_id = c.id AND channel = ANY(:channels)
            ORDER BY channel, at DESC, id DESC
        ) k
    ) AS agreed
FROM customers c
LEFT JOIN customer_profiles p ON p.shop_id = :shop_id AND p.customer_id = c.id
LEFT JOIN vehicles car ON car.shop_id = :shop_id AND car.id = coalesce(:vehicle_id, (
    SELECT v.id FROM vehicles v LEFT JOIN vehicle_needs o ON o.shop_id = :shop_id AND o.vehicle_id = v.id
    WHERE v.shop_id = :shop_id AND v.customer_id = c.id AND v.closed_on IS NULL
    ORDER BY o.next_due_on NULLS LAST, v.id LIMIT 1
))
LEFT JOIN vehicle_needs n ON n.shop_id = :shop_id AND n.vehicle_id = car.id
WHERE c.shop_id = :shop_id AND c.id = :customer_id
""").bindparams(
    bindparam("customer_id", type_=Uuid),
    bindparam("vehicle_id", type_=Uuid),
    bindparam("classes", type_=ARRAY(String)),
    bindparam("channels", type_=ARRAY(String)),
)

_CHANNELS = {Medium.TALK: ["call", "wechat"], Medium.SMS: ["sms"]}


def known(
    customer_id: uuid.UUID,
    vehicle_id: uuid.UUID | None,
    locale: str,
    rfm_class: str = RfmClass.NONE,
    medium: Medium = Medium.TALK,
) -> Known | None:
    """None for a customer the shop in scope does not have. Without a car named: the one that needs us first."""
    asked = {
        "shop_id": current_shop_id(),
        "customer_id": customer_id,
        "vehicle_id": vehicle_id,
        "locale": locale,
        "medium": medium.value,
        "channels": _CHANNELS[medium],
        "classes": [rfm_class] if rfm_class in CLASSES else list(CLASSES),
    }
    row = db.session.execute(_FACTS, asked).one_or_none()
    return _known(row, locale, medium) if row else None


def _known(row: Row[Any], locale: str, medium: Medium) -> Known:
    needs = [
        Due(code, kind, date.fromisoformat(due_on), confidence, in_bundle, done_on and date.fromisoformat(done_on))
        for code, kind, due_on, confidence, in_bundle, done_on in row.needs or ()
    ]
    own = {
        Which(RfmClass(rfm_class), Occasion(occasion), medium, locale, Variant(variant)): text
        for rfm_class, variant, occasion, text in row.own or ()
    }
    relations = item_relations.merged(row.relations or ())
    told = {"needs": needs, "words": row.words or {}, "own": own, "relations": relations}
    return Known(**dict(row._mapping) | told)
