"""The words around an empty scenario: what to fill in, in which order, and how."""

from dataclasses import dataclass

from codroute.scenario.words.titles import Language


@dataclass(frozen=True)
class Guide:
    """The words of the first sheet, in one language."""

    title: str
    steps_title: str
    steps: tuple[str, ...]
    rules_title: str
    rules: tuple[str, ...]
    sheets_title: str
    sheet_heads: tuple[str, str, str]
    columns_title: str
    column_heads: tuple[str, str, str, str, str, str]
    needed: str
    optional: str
    example: str


_EN = Guide(
    title="A scenario for codroute, to be filled in",
    steps_title="What to fill in, in this order",
    steps=(
        "1. settings: name, currency, first day, number of periods. Defaults may stay blank.",
        "2. markets, lanes, demand: where you ship to, what an order is like there, how many.",
        "3. providers, offers, rate_cards, coverage: who delivers, at which prices, and where.",
        "4. performance: the share of orders delivered and paid, from your own records.",
        "5. The other sheets only where they apply; leave them as they are or delete them.",
        "Then codroute validate FILE names every fault by its cell; codroute plan FILE plans.",
    ),
    rules_title="How to fill it in",
    rules=(
        "Columns with a dark title are needed in every row. The others may stay blank, or are "
        "needed with some forms: the note on a title says it.",
        "A blank cell is absent, never zero: write 0 where nothing is charged.",
        "Shares are written 0.15 for 15 %, weights in grams, lengths in cm, dates as dates.",
        "Names are yours; write a name alike on every sheet, case counts. Several names in one "
        "cell are separated by ;.",
        "Columns may stand in any order, and optional ones may be deleted. Hidden sheets and rows "
        "are read like others.",
        "This sheet is not read, nor are sheets whose title begins with #.",
        "Titles and choices may be English or Chinese, also mixed.",
    ),
    sheets_title="The sheets",
    sheet_heads=("sheet", "needed", "what it holds"),
    columns_title="The columns",
    column_heads=("sheet", "column", "needed", "what it holds", "how it is written", "example"),
    needed="yes",
    optional="no",
    example="Example",
)

_ZH = Guide(
    title="codroute 方案模板",
    steps_title="按以下顺序填写",
    steps=(
        "1. 设置：方案名称、币种、开始日期、周期数。有默认值的可以空白。",
        "2. 市场、线路、单量预测：发往哪里，每单什么样，有多少单。",
        "3. 服务商、报价、运费表、派送范围：谁派送，什么价格，派送到哪里。",
        "4. 签收表现：签收并回款的订单比例，取自您自己的记录。",
        "5. 其余各表只在用得到时填写；用不到的保持原样或删除。",
        "填好后运行 codroute validate 文件名，逐格指出所有错误；"
        "再运行 codroute plan 文件名 得到分单计划。",
    ),
    rules_title="填写规则",
    rules=(
        "深色标题的列每行必填；其余可以空白，或在选用某种方式时必填，标题上的批注有说明。",
        "空白表示没有填，不等于 0：不收的费用请填 0。",
        "比例写小数：15 % 写作 0.15；重量用克，长度用厘米，日期用日期格式。",
        "名称可以自定，但各表中写法必须一致，区分大小写。一格多个名称用分号隔开。",
        "列的顺序可以调换，选填的列可以删除。隐藏的工作表和行照样读取。",
        "本说明表和名称以 # 开头的工作表不会被读取。",
        "标题和选项可用中文或英文，也可混用。",
    ),
    sheets_title="工作表",
    sheet_heads=("工作表", "必填", "内容"),
    columns_title="各列",
    column_heads=("工作表", "列", "必填", "内容", "写法", "示例"),
    needed="必填",
    optional="选填",
    example="示例",
)

GUIDES: dict[Language, Guide] = {"en": _EN, "zh": _ZH}
