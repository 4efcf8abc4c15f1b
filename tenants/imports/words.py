"""The words other systems use for a status, a type, a payer, and what we call them (domain.md 0.4, 6.2)."""

from collections.abc import Mapping

from tenants.customers.names import name_key

SETTLED, OPEN, VOIDED = "settled", "open", "voided"

STATUS_WORDS = {
    # 反结算 takes a settlement back
    VOIDED: "作废 已作废 取消 已取消 删除 已删除 反结算 已反结算 撤销 已撤销 void voided cancelled canceled deleted",
    OPEN: "在修 在厂 待结 待结算 未结算 未结 未结清 未收款 未完成 未交车 挂账 维修中 施工中 进行中 待派工 待交车 新建"
    " 草稿 待审核 完工 已完工 待收款 open draft unsettled pending wip in-progress waiting",
    # F is the final status of a Reynolds & Reynolds ERA export
    SETTLED: "已结算 结算 已结 已结清 结清 已收款 收款 完成 已完成 已交车 交车 已出厂 出厂 正常"
    " settled closed paid finished final finalized completed complete invoiced f",
}
# first match wins, and a word may be part of a longer one
TYPE_WORDS = {
    "internal": "内部 自有车 本店车 试驾 pdi 二手车整备 internal",
    "stored_value": "储值 套餐销售 充值 办卡 售卡 次卡销售 stored-value",
    "rework": "返修 返工 rework comeback",
    "warranty": "索赔 三包 保修 质保 warranty",
    "accident": "事故 保险 理赔 accident insurance",
    "bodywork": "钣喷 钣金 喷漆 油漆 body",
    "inspection": "检测 年检 年审 检查 inspection",
    "tyre": "轮胎 tyre tire",
    "beauty": "美容 洗车 精洗 打蜡 贴膜 装潢 wash detailing beauty",
    "retail": "精品 零售 配件销售 外销 retail counter",
    "maintenance": "保养 首保 养护 maintenance",
    "repair": "维修 机修 修理 小修 大修 快修 电路 repair service",
    "other": "其他 其它 other",
}
PAYER_WORDS = {
    "PACKAGE": "套餐 次卡 储值 会员卡 卡扣 package",
    "WARRANTY": "索赔 三包 厂家 质保 保修 warranty",
    "INSURER": "保险 定损 理赔 insurer insurance",
    "INTERNAL": "内部 本店 试驾 internal",
    "GOODWILL": "免单 赠送 免费 goodwill free",
    "REWORK": "返修 返工 rework",
    "CUSTOMER": "自费 客户 现金 自付 微信 支付宝 刷卡 银行卡 转账 挂账 customer cash card",
}
CUSTOMER_TYPE_WORDS = {
    "personal": "个人 私人 私家车 personal individual private p",
    "fleet": "单位 公司 企业 集团 公车 车队 business company fleet corporate b c",
    "internal": "内部 自有 本店 internal",
}
GENDER_WORDS = {"male": "男 先生 男士 m male mr", "female": "女 女士 小姐 f female ms mrs"}
FUEL_WORDS = {
    "phev": "插电混动 插电式混合动力 插混 phev",
    "erev": "增程 增程式 erev",
    "hev": "混动 油电混合 混合动力 hev hybrid",
    "bev": "纯电 纯电动 电动 新能源 bev ev electric",
    "petrol": "汽油 petrol gasoline gas",
    "diesel": "柴油 diesel",
}
USE_WORDS = {
    "private": "非营运 家用 家庭自用 私家 个人 private",
    "ride": "网约 网约车 预约出租 ride",
    "taxi": "出租 出租车 taxi",
    "truck": "货运 货车 truck",
    "company": "单位 公务 企业 营运 company",
}
WASH_WORDS = ("洗车", "精洗", "wash")
REFUND_WORDS = ("退款", "退货", "退费", "冲红", "红冲", "红字", "refund", "credit note")

Lookup = Mapping[str, str]  # word as compared -> code


def lookup(table: Mapping[str, str], own: Mapping[str, str] | None = None) -> Lookup:
    """word -> code, with the words a user has explained (`own`) before ours."""
    ours = {name_key(word): code for code, words in table.items() for word in words.split()}
    return ours | {name_key(word): code for word, code in (own or {}).items()}


def exact(said: str, words: Lookup) -> str | None:
    """The code of exactly this word."""
    return words.get(name_key(said))


def contained(said: str, words: Lookup) -> str | None:
    """The code of this word, else of the first word it contains."""
    key = name_key(said)
    return words.get(key) or next((code for word, code in words.items() if len(word) > 1 and word in key), None)


def mentions(said: str, words: tuple[str, ...]) -> bool:
    """Whether any of the words occurs."""
    lowered = said.lower()
    return any(word in lowered for word in words)
