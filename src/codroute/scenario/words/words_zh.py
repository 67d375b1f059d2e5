"""What tables, columns and settings hold, in Chinese, for the empty scenario to be filled in.

In English the same stands in docs/scenario-format.md and in the words of the fields.
"""

TABLES: dict[str, str] = {
    "markets": "每个发货目的国一行：币种和汇率。",
    "lanes": (
        "每条线路一行：国家 × 地区 × 货值档（可再按品类细分）。"
        "线路名为“地区/货值档”或“地区/货值档/品类”。"
    ),
    "profile": (
        "同一线路订单的重量与金额分布：每条线路至少两行，占比合计为 1。线路表已填平均订单的不再填。"
    ),
    "demand": "每条线路每个周期一行；某周期没有订单时填 0。",
    "regions": "哪个地方属于哪个地区：按省州、城市、区县的名称，或按邮编；以及该地是否可代收货款。",
    "providers": "每家物流服务商一行。",
    "offers": "服务商的每份报价一行。金额均为报价币种。",
    "coverage": "报价派送到哪里。没有对应行的地方视为不派送。",
    "rate_cards": (
        "运费表：计费重量对应的运费。同一分区可有多行，各管一段重量，计费方式可以不同。"
        "两行重叠而价格不同是错误；没有任何一行的重量会有警告，这样的订单不承运。"
    ),
    "performance": "服务商的签收表现。既未签收也未丢件的即为拒收：拒收率 = 1 − 签收率 − 丢件率。",
    "price_schedules": "阶梯价统计谁的单量、统计多久。一票订单最多只计入一个阶梯方案。",
    "price_tiers": (
        "阶梯方案的各档：第一档从 0 起，下一档紧接上一档，最后一档不填截止量。"
        "不在任何一档的量按原价，并有警告。"
    ),
    "capacity": "服务商每个周期最多能接多少。",
    "funds": "服务商手中最多可滞留的代收货款（规划期平均）。",
    "commitments": "合同在规划期内的固定费用和保底单量。",
    "trials": "试用中的服务商或报价在规划期内最少、最多承运多少订单。",
    "peak_surcharges": "旺季某周期内每票交运订单加收的金额，报价币种。",
    "cod_fee_tables": (
        "按代收金额分档的手续费：第一档从 0 起，下一档紧接上一档，最后一档不填上限。"
        "手续费 = 固定额 + 费率 × 代收金额，不低于最低、不高于最高。"
        "不在任何一档的金额会有警告，这样的订单不承运。"
    ),
    "surcharges": (
        "每票交运订单满足所填全部条件时加收的金额。同一报价同一附加费有多行满足时收最高的一行。"
    ),
    "duties": (
        "各国进口关税和增值税，可按品类细分；由关税方式为“包税”的报价收取，退回的订单也收。"
        "申报价值 = 申报比例 × 代收金额。"
    ),
}

COLUMNS: dict[str, str] = {
    "aliases": "最后一级地名的其他写法或语言，用分号隔开",
    "amount_off": "每单减免的金额，报价币种（仅限按单量的分段阶梯）",
    "applies": "始终：必须达到保底单量；使用时：只有在该处用了这家服务商才算",
    "capacity": "每周期最多的订单数或公斤数；0 表示该处停用",
    "categories": "可承运的品类，用分号隔开；空白：全部。填了品类的报价不接没有品类的线路",
    "category": "货物品类，例如 美妆；空白：不区分品类",
    "cod_fee_charged_on": "签收后：只对签收回款的订单收；交运即收：全部订单都收",
    "cod_fee_fixed": "代收货款手续费中每票固定的部分",
    "cod_fee_form": "代收货款手续费的收法：无、固定加比例、分档",
    "cod_fee_free_below": "代收金额低于此额时不收代收手续费",
    "cod_fee_maximum": "每票代收手续费最高收多少",
    "cod_fee_minimum": "每票代收手续费最低收多少",
    "cod_fee_rate": "占代收金额的比例",
    "cod_fee_table": "分档的手续费表名：“报价”表和“代收手续费表”里写法一致",
    "city": "城市；空白：整个省州",
    "city_tier": "城市等级，1 为最大的城市",
    "cod_served": "该地是否可代收货款",
    "cod_value": "向收件人代收的金额，目的国币种",
    "commitment": "这项保量承诺的名称",
    "countries": "统计哪些国家的订单，用分号隔开；空白：全部",
    "country": "国家名称或代码，与“市场”表一致",
    "currency": "本行金额的币种：某个市场的币种或结果币种",
    "declared_share": "申报价值占代收金额的比例",
    "discount": "运费减免的比例：减 5 % 填 0.05（不是“95 折”）",
    "district": "区县；空白：整个城市",
    "duties_form": "不包税：关税和增值税由买家付或不产生；包税：承运商垫付后向商家收取",
    "duties_handling_minimum": "每票关税垫付手续费最低收多少",
    "duties_handling_rate": "垫付手续费占所垫税款的比例",
    "duty_free_up_to": "申报价值不超过此额时免关税，目的国币种",
    "duty_rate": "关税税率",
    "fee_per_kg": "每公斤费用；填了续重单位的，重量先进到整单位，否则按克计算",
    "fee_per_parcel": "每票包裹的费用（操作费、挂号费）",
    "first_fee": "首重以内的费用",
    "first_weight_g": "首重覆盖的重量，克",
    "fixed": "每票固定的部分",
    "fixed_fee": "该处只要用了这家服务商就要付一次的金额；没有填 0",
    "free_redeliveries": "免费再派的次数：0、1 或 2；填了二次派送费则必填",
    "from_volume": "本档起始量（含）",
    "fuel_on": "燃油附加费按账单的哪些部分计算，用分号隔开；空白：只按运费（阶梯减免后）",
    "fuel_rate": "燃油附加费占“燃油计费基数”各部分的比例；没有填 0",
    "goods_cost": "一票订单的货物成本，目的国币种；规则计入货物成本时每行必填",
    "goods_flag": "货物属性，例如 带电；空白：不限",
    "goods_flags": "货物属性，例如 带电;带磁，用分号隔开",
    "height_cm": "高，厘米",
    "insurance_form": "保价费的收法：无，或按代收金额比例",
    "insurance_maximum": "每票保价费最高收多少",
    "insurance_minimum": "每票保价费最低收多少",
    "insurance_rate": "占代收金额的比例",
    "kind": "全量阶梯：总量决定一档，全部订单按此档；分段阶梯：各档只对落入该档的量计价",
    "lane": "线路名：地区/货值档，或 地区/货值档/品类",
    "length_cm": "长，厘米；长宽高要么都填，要么都不填",
    "loss_rate": "丢件订单的比例",
    "max_cod_value": "最高可代收的金额，报价币种；空白：不限",
    "max_held": "最多滞留的代收货款；0 表示只能接不占款的订单",
    "max_orders": "规划期内最多的单量；空白：不限；0 表示一单不给",
    "max_side_cm": "包裹最长边的上限，厘米",
    "max_sides_sum_cm": "长宽高之和的上限，厘米",
    "max_weight_g": "最大实际重量，克；空白：不限",
    "maximum": "每票最高收多少",
    "measure": "计量什么：单量，或折前运费（仅限分段阶梯）",
    "min_orders": "规划期内的保底单量；没有填 0",
    "min_weight_g": "不足此重量按此重量计费，克",
    "minimum": "每票最低收多少",
    "minimum_fee": "每票运费最低收多少",
    "name": "报告中显示的名称",
    "observed_orders": "签收率由多少票统计得出；与签收单量要么都填，要么都不填",
    "offer": "报价名，与“报价”表一致",
    "offers": "统计哪些报价，用分号隔开；分段阶梯须为同一币种",
    "orders": "要发的整数单量",
    "over_side_cm": "最长边超过多少厘米才收",
    "over_sides_sum_cm": "长宽高之和超过多少厘米才收",
    "over_value": "代收金额超过多少起算本档；第一档填 0",
    "over_weight_g": "超过多少克起用本行；第一行填 0（或空白），之后等于上一行的截止重量",
    "paid_orders": "其中签收并回款的票数",
    "paid_rate": "签收并付款的订单比例",
    "period": "周期的第一天",
    "postcodes": "属于该地的邮编、邮编区间或前缀，用分号隔开",
    "price_tier": "本档的名称",
    "provider": "服务商，与“服务商”表一致",
    "rate": "一单位该币种值多少结果币种：结果为 USD 时 SAR 填 0.26666667",
    "rate_card": "运费表名；一张运费表只用一种币种",
    "rate_date": "汇率的日期",
    "rate_source": "汇率出处，或为何这样假定",
    "redelivery_fee": "超出免费次数后每次再派的费用，报价币种；空白：再派不收费",
    "refused_flags": "不承运的货物属性，用分号隔开",
    "region": "地区，与“线路”表一致；空白：全部",
    "regions": "统计哪些地区的订单，用分号隔开；空白：全部",
    "remote_band": "偏远等级，名称自定",
    "remote_surcharge": "每票交运订单的偏远附加费，报价币种；没有填 0",
    "return_fee_added": "先加到去程运费上的金额",
    "return_fee_amount": "每票拒收退件的金额",
    "return_fee_factor": "（去程运费 + 加收金额）的倍数",
    "return_fee_form": "拒收退件费的收法：固定金额、去程运费比例、去程运费加成、按退件运费表",
    "return_fee_rate_card": "退件按哪张运费表收费；分区与去程相同",
    "return_fee_share": "占去程运费的比例（阶梯减免后、燃油前）",
    "rounding": "每票各项金额按“进位方式”进到的单位，例如 0.01、1、500；各进一次；空白：不进位",
    "rounding_mode": "怎样进位：四舍五入（空白即此）、四舍六入五成双、进一、舍去",
    "schedule": "阶梯方案名",
    "second_attempt_rate": "需要第二次派送的订单比例；有报价对此收费则必填",
    "served": "是否派送到该处",
    "service": "服务或渠道的名称，用于报告",
    "settlement_days": "从签收到回款的天数",
    "share": "占该线路订单的比例，大于 0",
    "share_of_freight": "另按运费（阶梯减免后）的比例加收",
    "shortfall_fee": "保底单量每欠一单付的金额；空白：必须达到保底单量",
    "state": "省或州",
    "step_fee": "每个续重单位的费用，不足一个按一个算",
    "step_weight_g": "一个续重单位的重量，克；按公斤时：重量进到它的整倍数，空白则按克计算",
    "surcharge": "附加费名称，例如 带电附加费",
    "tax_rate": "承运商对其费用加收的税率（增值税、消费税）；空白：不加",
    "third_attempt_rate": "需要第三次派送的订单比例；有报价对此收费则必填",
    "to_volume": "本档截止量（含）；空白：到下一档起始量之前，最后一档不封顶",
    "transit_days": "从交运到签收的平均天数",
    "trial": "这次试单的名称",
    "unit": "订单数，或平均实际重量的公斤数",
    "untaxed": "账单中不计税的项目，用分号隔开；空白：各项都计税。进口关税和增值税从不计税",
    "up_to_value": "代收金额到多少为止（含）；最后一档空白",
    "up_to_weight_g": "本行到多少克为止（含）；空白：到下一行起始重量为止，最后一行不封顶",
    "value_tier": "货值档，例如 low；名称自定",
    "value_tiers": "统计哪些货值档的订单，用分号隔开；空白：全部",
    "vat_free_up_to": "申报价值不超过此额时免增值税，目的国币种",
    "vat_rate": "增值税税率",
    "volume_before": "规划期开始前已累计的量，只计入第一个窗口",
    "volumetric_divisor": "多少立方厘米算一公斤，例如 5000 或 6000",
    "volumetric_form": (
        "按哪种重量计费：不计泡（实重）、只按体积重、取大、超过倍数计泡、超出部分按比例计泡"
    ),
    "volumetric_ratio": "体积重超过实际重量多少倍才计泡",
    "volumetric_share": "体积重超出实重的部分按多少比例计费",
    "weight_g": "重量，克",
    "width_cm": "宽，厘米",
    "window": "整个规划期，或自然月（周按第一天归月）",
    "zone": "运费表的分区；空白：运费表不分区",
}

IN_TABLE: dict[tuple[str, str], str] = {
    ("rate_cards", "form"): "运费的计费方式：首重续重、重量段、按公斤",
    ("price_tiers", "form"): "优惠方式：按比例减免、换用运费表、每单减免",
    ("peak_surcharges", "amount"): "每单加收的金额；0 表示取消更笼统的一行的附加费",
    ("lanes", "region"): "地区，名称自定；一个地区只属于一个国家",
    ("coverage", "region"): "地区，与“线路”表一致；空白：全国",
    ("offers", "offer"): "报价名，其他表用它来指这份报价",
    ("providers", "provider"): "服务商，其他表用它来指这家",
    ("price_tiers", "rate_card"): "代替报价原运费表的运费表，币种须相同（仅限全量阶梯）",
    ("markets", "currency"): "该国代收金额和货物成本的币种",
    ("cod_fee_tables", "rate"): "占代收金额的比例",
    ("surcharges", "over_weight_g"): "实际重量超过多少克才收",
    ("surcharges", "amount"): "每票加收的金额，报价币种；只按比例收的填 0",
    ("cod_fee_tables", "fixed"): "每票固定的部分；没有填 0",
    ("coverage", "tax_rate"): "该处承运商费用的税率；空白：按报价的税率",
    ("coverage", "max_cod_value"): (
        "该处最高可代收的金额，报价币种；与报价的上限取小者；空白：按报价的上限"
    ),
    ("coverage", "max_weight_g"): ("该处最大实际重量，克；与报价的上限取小者；空白：按报价的上限"),
    ("regions", "region"): "该地属于哪个地区，与“线路”表一致",
    ("regions", "state"): "省、州、府、郡或县市；单独填写时指其中未另列的所有地方",
    ("regions", "remote_band"): "承运商给该地定的偏远等级，写法与其他表一致；空白：不偏远",
    ("lanes", "remote_band"): "偏远等级，名称自定，“附加费”表用它；空白：不偏远",
    ("profile", "remote_band"): "偏远等级，名称自定，“附加费”表用它；空白：不偏远",
    ("surcharges", "remote_band"): "偏远等级，与“线路”或“订单分布”表一致；空白：不限",
    ("performance", "value_tier"): "货值档，与“线路”表一致；空白：全部",
    ("performance", "category"): "货物品类，与“线路”表一致；空白：全部",
    ("performance", "offer"): "报价名，与“报价”表一致；空白：该服务商的全部报价",
    ("trials", "offers"): "统计哪些报价，用分号隔开；空白：该服务商的全部报价",
    ("trials", "min_orders"): "规划期内最少的单量，必须达到；没有填 0",
    ("capacity", "period"): "周期的第一天；空白：没有单独列出的每个周期",
    **{
        (table, "country"): "国家，与“市场”表一致；空白：全部"
        for table in (
            "surcharges",
            "performance",
            "capacity",
            "funds",
            "commitments",
            "trials",
            "peak_surcharges",
        )
    },
}
"""Columns that hold something else from table to table."""

SETTINGS: dict[str, str] = {
    "format": "格式版本，填 1",
    "name": "方案名称",
    "currency": "结果的币种",
    "minor_digits": "结果金额的小数位数，0 到 4：USD 为 2，KWD 为 3",
    "horizon.start": "第一个周期的第一天；按月时须为某月 1 日",
    "horizon.period": "周期单位：日、周、月",
    "horizon.periods": "周期个数，1 到 400",
    "policy.roles": "一主一备；单一服务商；不限",
    "policy.role_scope": "一主一备按什么范围定：线路、地区、国家",
    "policy.share_scope": "份额按整个规划期算，还是每个周期都要满足",
    "policy.main_share_min": "主力服务商的最低份额",
    "policy.main_share_max": "主力服务商的最高份额",
    "policy.backup_share_min": "备用服务商的最低份额",
    "policy.backup_share_max": "备用服务商的最高份额",
    "policy.decline": "何时可以不发订单：从不；仅运能不足时；亏损时（需要货物成本）",
    "policy.count_goods_cost": "是否计入货物成本；计入则每条线路都要填货物成本",
    "policy.goods_recovery_share": "拒收货物还值原成本的多少；计入货物成本时必填",
    "policy.count_capital_cost": "是否计入回款前占用资金的成本",
    "policy.capital_rate_per_year": "该成本的年化比例；计入资金成本时必填",
    "policy.service.value_tier": "服务底线针对的货值档",
    "policy.service.country": "国家；空白：所有国家合计",
    "policy.service.min_paid_rate": "平均签收率的下限",
    "policy.service.max_transit_days": "平均时效的上限，天",
}

WANTED: dict[str, str] = {
    "1": "1",
    "a date from 2000 to 2100, written like 2026-11-02": "2000 至 2100 年的日期，如 2026-11-02",
    "a name of 1 to 80 characters": "1 至 80 个字符的名称",
    "a ratio from 1 to 100, written like 1.5 (at most 2 decimals)": "1 至 100 的倍数，如 1.5",
    "a share from 0 to 1, written like 0.15 for 15 % (at most 6 decimals)": (
        "0 至 1 的比例，15 % 写作 0.15"
    ),
    "a share from 0 to 5, written like 0.6 for 60 % (at most 6 decimals)": (
        "0 至 5 的比例，60 % 写作 0.6"
    ),
    "a volume of 0 or more, written like 1500 (at most 12 digits before the point and 8 after)": (
        "不小于 0 的数量，如 1500"
    ),
    "a whole number of decimals from 0 to 4, written like 2": "0 至 4 的整数，如 2",
    "a whole number of periods from 1 to 400, written like 8": "1 至 400 的整数，如 8",
    (
        "an amount of 0 or more, written like 1234.50 "
        "(at most 12 digits before the point and 8 after)"
    ): ("不小于 0 的金额，如 1234.50"),
    (
        "an exchange rate above 0, written like 0.26666667 "
        "(at most 12 digits before the point and 8 after)"
    ): ("大于 0 的汇率，如 0.26666667"),
    "an increment above 0, written like 0.01, or nothing for no rounding": (
        "大于 0 的单位，如 0.01；不进位则空白"
    ),
    "centimetres above 0 and up to 1000, written like 12.5 (at most 1 decimal)": (
        "不超过 1000 的厘米数，如 12.5"
    ),
    "days from 0 to 365, written like 7 or 2.5 (at most 2 decimals)": "0 至 365 天，如 7 或 2.5",
    "a whole number from 1 (the largest cities) to 9": "1（最大的城市）至 9 的整数",
    "postcodes and ranges separated by ;, written like 10000-14999; 20100; 30*": (
        "邮编、区间或前缀，用分号隔开，如 10000-14999; 20100; 30*"
    ),
    "names separated by ;": "多个名称，用分号隔开",
    "whole cm³ per kg from 1 to 100000, written like 5000": "每公斤立方厘米数，整数，如 5000",
    "whole grams from 0 to 1000000, written like 1500": "0 至 1000000 的整数克，如 1500",
    "whole grams from 1 to 1000000, written like 1500": "1 至 1000000 的整数克，如 1500",
    "whole orders from 0 to 1000000000, written like 1500": "整数单量，如 1500",
    "yes or no": "是 或 否",
    "a share from 0 to 1, written like 0.5 for 50 % (at most 2 decimals)": (
        "0 至 1 的比例，50 % 写作 0.5"
    ),
    "how many further attempts are free: 0, 1 or 2": "0、1 或 2",
}
"""What a field wants, by its English words."""
