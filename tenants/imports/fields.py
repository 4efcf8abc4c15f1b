"""The fields an import knows, and the column names they go by in the exports of other systems (domain.md 6.2).

The first name of each language is the one shown to people. Earlier names win over later ones.
"""

ORDERS, CUSTOMERS = "orders", "customers_vehicles"
KINDS = (ORDERS, CUSTOMERS)

_ORDER_FIELDS = {
    "order_no": "工单号, 单号, 维修单号, 结算单号, 结算清单编号, 委托书号, 单据编号, 销售单号, 订单号"
    " | order number, order no, ro no, work order, work order no, ro number, invoice no",
    "order_type": "业务类型, 维修类型, 维修类别, 工单类型, 单据类型, 服务类别, 进厂类型"
    " | order type, service type, type",
    "order_status": "工单状态, 单据状态, 结算状态, 状态 | order status, status",
    "arrived_at": "进厂日期, 进厂时间, 来厂日期, 到店时间, 到店日期, 接待日期, 接车时间, 送修日期, 开单日期, 开单时间"
    " | check-in, arrival, open date, opened on, check-in date",
    # 出厂日期 is the settle date of files that have no other (domain.md 6.2)
    "settled_at": "结算日期, 结算时间, 收款日期, 完工结算时间, 出厂日期, 出厂时间, 消费日期, 业务日期, 日期"
    " | settle date, close date, paid date, closed on, invoice date, invoiced on, order date, date",
    "delivered_at": "交车日期, 交车时间, 出厂日期, 出厂时间, 离店日期, 提车时间 | delivery date, delivered on",
    "item_name": "项目名称, 维修项目, 工时项目, 配件名称, 商品名称 | item, item name, description",
    "item_code": "项目编码, 配件编码 | item code, code, op code",
    "qty": "数量, 工时, 配件数量, 维修工时 | qty, quantity, hours",
    "price": "单价, 工时费 | price, unit price",
    "payer": "付费方式, 结算方式, 收费区分, 账类 | payer, pay type",
    "received": "实收, 实收金额, 已收, 已收金额, 实付金额 | paid, received, amount paid",
    "receivable": "应收, 应收金额, 应结金额 | receivable, amount due",
    "gross": "合计金额, 总金额, 合计, 总计 | gross, total, total amount",
    "line_amount": "金额, 小计, 折后金额 | amount, line amount",
    "customer_amount": "自费金额, 客户付, 客户付费, 自费 | customer pay, customer amount",
    "insurer_amount": "保险金额, 保险付, 保险理赔金额 | insurer pay, insurance pay, insurer amount",
    "warranty_amount": "索赔金额, 三包金额, 质保金额 | warranty pay, warranty amount",
    "internal_amount": "内部金额, 内部结算金额 | internal pay, internal amount",
    "discount": "优惠金额, 整单优惠, 折扣, 会员折扣, 抹零 | discount",
    "refund": "退款, 退款金额 | refund",
    "package_use": "套餐抵扣, 次卡核销, 卡扣, 储值抵扣 | package use",
    "advisor": "服务顾问, 接待顾问, 接车员, 业务员, 前台, 最后维修顾问名称 | advisor, service advisor",
    "technician": "技师, 主修, 维修工 | technician",
    "entry_reason": "来店原因, 进厂原因, 故障描述, 客户描述 | reason, concern",
    "campaign": "活动名称 | campaign",
    "coupon": "优惠券 | coupon",
}
_SHARED_FIELDS = {
    "customer_key": "客户编号, 客户号, 客户编码, 客户代码, 会员编号, 会员号, 档案编号"
    " | customer no, customer id, customer number, customer code, customer key, member no, account no",
    "customer_name": "客户名称, 客户姓名, 客户, 车主, 车主姓名, 单位名称, 会员姓名, 姓名"
    " | customer, customer name, owner, name",
    "customer_type": "客户类型, 客户性质, 个人/单位 | customer type, customer kind, type",
    "mobile": "手机, 手机号, 手机号码, 联系电话, 电话, 客户电话, 会员手机, 电话号码 | mobile, phone, phone number, tel",
    "plate": "车牌号, 车牌, 车牌号码, 号牌号码, 牌照, 车号 | plate, license plate, plate no, licence plate",
    "vin": "车架号, VIN码, 车辆识别代码, 车辆识别代号, 底盘号, 车架号码 | VIN, chassis no, vin no",
    "odometer_in": "进厂里程, 里程, 送修里程, 行驶里程, 公里数, 最近进店里程 | mileage, odometer, odometer in, km",
    "engine_no": "发动机号, 发动机号码 | engine no",
    "brand": "品牌, 厂牌 | make, brand",
    "series": "车系 | series",
    "model": "车型, 厂牌车型信息, 车辆型号, 车款 | model",
    "model_year": "年款, 年份 | model year, year",
    "registered_on": "上牌日期, 注册日期, 注册登记日期, 登记日期 | registration date",
    "purchased_on": "购车日期 | purchase date",
    "use": "使用性质, 车辆性质 | use",
    "seats": "座位数, 核定载客 | seats",
    "fuel": "燃料, 能源类型, 动力类型 | fuel",
    "contact_name": "送修人, 联系人, 驾驶员 | bringer",
    "contact_phone": "送修人电话, 联系人电话 | bringer phone",
    "emergency_contact": "紧急联系人, 备用联系人, 第二联系人 | emergency contact",
    "wechat": "微信, 微信号 | wechat",
    "birthday": "生日, 出生日期 | birthday, date of birth",
    "gender": "性别 | gender, sex",
    "address": "地址, 住址 | address",
    "occupation": "职业, 行业 | occupation",
    "card_no": "会员卡号 | card no",
    "points": "积分 | points",
    "source": "客户来源, 来源渠道 | source",
    "referrer": "介绍人 | referrer",
    "compulsory_expire": "交强险到期, 交强险到期日期, 交强险到期日 | compulsory insurance due",
    "commercial_expire": "商业险到期, 商业险到期日期, 商业险到期日, 保险到期, 保险到期日"
    " | commercial insurance due, insurance due",
    "insurer": "保险公司 | insurer",
    "premium": "保费 | premium",
    "inspection_expire": "年审到期日期, 年审到期, 年检到期, 年检到期日期, 检验有效期止, 验车日期 | inspection due",
    "last_service_on": "上次保养日期 | last service",
    "next_service_on": "下次保养日期 | next service",
    "next_service_km": "下次保养里程 | next service km",
    "visit_count": "来厂次数 | visit count",
    "total_spend": "消费金额, 累计消费 | total spend",
    "last_visit_on": "最近进店日期 | last visit",
    "warranty_end": "质保到期 | warranty end",
    "sold_by": "自销/外购 | sold by",
    "sales_date": "销售日期 | sales date",
    "remark": "备注 | remark, note",
}


def _names(table: dict[str, str]) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    split = {field: spellings.split(" | ") for field, spellings in table.items()}
    return {field: (tuple(zh.split(", ")), tuple(en.split(", "))) for field, (zh, en) in split.items()}


ORDER_NAMES = _names(_ORDER_FIELDS)
SHARED_NAMES = _names(_SHARED_FIELDS)
FIELD_NAMES = ORDER_NAMES | SHARED_NAMES
AMOUNT_FIELDS = ("received", "receivable", "gross", "line_amount", "customer_amount")
PAYER_FIELDS = ("insurer_amount", "warranty_amount", "internal_amount", "package_use")
PARTY_FIELDS = ("plate", "vin", "customer_key", "mobile", "customer_name")


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields a file of this kind may have, in the order they are shown."""
    return tuple(FIELD_NAMES if kind == ORDERS else SHARED_NAMES)
