"""What customers say when they are reached, by trigger: replies with the weight of each."""

from dataclasses import dataclass, field
from random import Random

from tenants.follow_ups.told import Told


@dataclass(frozen=True, slots=True)
class Reply:
    """An outcome with what the advisor writes down. `in_days`: the day named, counted from the call."""

    weight: int
    outcome: str
    channel: str = "call"
    reason: str = ""
    note: str = ""
    words: str = ""
    in_days: int | None = None
    told: Told = field(default_factory=Told)


SATISFIED = (
    Reply(30, "satisfied", reason="all_good"),
    Reply(12, "satisfied", reason="quality", words="修完再没有响过，挺好的"),
    Reply(10, "satisfied", reason="service", words="小李很热情，讲得清楚"),
    Reply(6, "satisfied", reason="speed", note="客户说比上次快"),
)
MESSAGES = (
    Reply(70, "message_sent", "wechat"),
    Reply(8, "satisfied", "wechat", reason="all_good", words="车况正常，谢谢"),
)
REFUSALS = (
    Reply(16, "not_needed", reason="drives_little", words="最近不怎么开车"),
    Reply(10, "not_needed", reason="too_early", note="才跑了三千公里"),
    Reply(8, "not_needed", reason="no_time"),
    Reply(
        5,
        "done_elsewhere",
        reason="price",
        note="在途虎做了保养，298 元",
        told=Told(competitor="途虎养车", price_fen=298_00),
    ),
    Reply(2, "done_elsewhere", reason="price", words="京东上买的套餐，便宜", told=Told(competitor="京东养车")),
    Reply(2, "done_elsewhere", reason="dealer", note="还在质保期，回 4S 店做", told=Told(competitor="4S店")),
    Reply(3, "done_elsewhere", reason="distance", note="搬到安宁区了，就近做的"),
    Reply(1, "done_elsewhere", reason="friend", note="朋友开了店"),
    Reply(1, "done_elsewhere", reason="unhappy", words="上次等太久了", told=Told(competitor="途虎养车")),
    Reply(2, "refused_talk", reason="hung_up"),
)
UNFINISHED = (
    Reply(12, "no_answer"),
    Reply(4, "busy"),
)
PROMISES = (
    Reply(7, "booked", note="周末上午来", in_days=2),
    Reply(6, "booked", note="做保养加空调检查", in_days=1),
    Reply(6, "will_come", words="过两天有空就来", in_days=2),
    Reply(5, "later", note="在开会", in_days=1),
)
RARE = (
    Reply(2, "car_sold", reason="bought_another", note="换了比亚迪"),
    Reply(1, "wrong_number", reason="someone_else"),
    Reply(1, "dnc", reason="too_often", words="别再打了"),
)
COMPLAINTS = (
    Reply(4, "dissatisfied", reason="waiting", words="等了两个多小时才轮到我"),
    Reply(6, "dissatisfied", reason="quality", words="过减速带还是响"),
)

# Those of yesterday: anything may happen, and some of it comes back today.
RECENT = {
    "D3": SATISFIED + UNFINISHED + COMPLAINTS,
    "W3": (*SATISFIED, Reply(30, "message_sent", "wechat"), *PROMISES),
    "M3": (*PROMISES, Reply(30, "message_sent", "wechat"), Reply(8, "wechat_added", "wechat")),
    "SECOND_VISIT": REFUSALS + PROMISES + UNFINISHED,
    "LAPSE": REFUSALS + PROMISES + UNFINISHED + RARE,
    "MAINT_DUE": REFUSALS + PROMISES + UNFINISHED,
    "ITEM_DUE": REFUSALS + PROMISES + UNFINISHED,
    "INSPECT": (*PROMISES, *UNFINISHED, Reply(30, "message_sent", "wechat")),
    "INSURANCE": REFUSALS + UNFINISHED,
    "DEFERRED": REFUSALS + PROMISES + UNFINISHED,
    "DORMANT_REPEAT": REFUSALS + PROMISES + UNFINISHED + RARE,
    "WINBACK_GEN": (Reply(1, "message_sent", "sms"),),
    "WINBACK_IMP": REFUSALS + PROMISES + UNFINISHED + RARE,
}
# Those of weeks ago are settled: each closed what it was about.
SETTLED = {
    "D3": SATISFIED,
    "W3": MESSAGES,
    "M3": MESSAGES,
    "SECOND_VISIT": REFUSALS,
    "LAPSE": REFUSALS,
    "MAINT_DUE": REFUSALS,
    "ITEM_DUE": REFUSALS,
    "INSPECT": MESSAGES,
    "INSURANCE": REFUSALS,
    "DEFERRED": REFUSALS,
    "DORMANT_REPEAT": REFUSALS,
    "WINBACK_GEN": (Reply(1, "message_sent", "sms"),),
    "WINBACK_IMP": REFUSALS,
}
FALLBACK = (Reply(1, "satisfied", reason="all_good"),)


def draw(table: dict[str, tuple[Reply, ...]], trigger: str, rng: Random) -> Reply:
    replies = table.get(trigger, FALLBACK)
    return rng.choices(replies, weights=[reply.weight for reply in replies])[0]
