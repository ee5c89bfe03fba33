"""The patterns and word lists by which `indicator` reads phrases; names say what they match.

Words to strip, verbs to keep and predicates that end a noun are data: outcome_lead, outcome_tail,
outcome_verbs, outcome_predicates, outcome_generic.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractors.lexicon import load, terms

#: a phrase longer than this is cut back to its verb and noun
LONG = 18
HARD = re.compile(r"[，。；：！？\n]")
#: short quotations and brackets are read through: “两个合同”签订率, 镇（区）级职工服务站
QUOTE = re.compile(r"“[^“”\n]{1,30}”|《[^《》\n]{1,60}》")
BRACKET = re.compile(r"（[^（）\n]{1,40}）")
JOINT = re.compile(r"(?:[、，]?(?:(?<![共总饱])和|(?<!参)与|(?<![涉惠普])及|以及|或|共计|合计|总计)|、|，)?$")
CONJUNCTION = re.compile(r"(?:以及|[、，和与及或])")
GROWTH = re.compile(
    r"(?:同比|环比|比(?:上年度|[上去前]年[底末]?|年初|\d{4}年[底末]?|[^，。]{1,6}期)|较(?:上年度|[上去前]年[底末]?|年初))?(?:年均|年平均|分别|均)?(?:增幅|增速|降幅|涨幅|净?增(?:加|长)?|提高|上升|下降|减少|提升)"
)
#: says nothing without the phrase before it: 每人3000元, 占新会员的73%, 为全年计划的115%
LEANING = re.compile(
    r"(?:每[人户家名个班位份]|人均|户均|平均每[人户]|约?占[^，。；]{2,16}|[为达][^，。；]{0,8}(?:计划|目标|任务|指标|总数|总量))$"
)
#: 三年内|培养技师5000名
TERM = re.compile(r"(?:近|最近)?[一二三四五六七八九十两\d]{1,3}(?:年|个月|周|天)(?:之?内|来|间)")
#: from one figure to another: 由每年5000元|提高到|2万元
MOVED = re.compile(
    r"(?:又|再|逐步|大幅|已)?(?:提高|增加|上升|下降|降低|扩大|提升|减少|缩短|增长|调整|压缩|发展|降|增|升)(?:到了|到|至|为)?$"
)
#: one of several levels in a row: 全国模范职工之家6个，省级|32个
LEVEL = re.compile(r"(?:国家|全国|省部?|市|县|区|州|镇)级")
LEVELLED = re.compile(r"(?:全国|(?:国家|省部?|市|县|区|州|镇)级)(.{2,12})$")
#: a clause that qualifies the noun: 具有较高业务素质的同志, 来自各行业的职工
RELATIVE = re.compile(r"(?:具有|来自|从事|符合|患有?|因|由|经|不同|身患|家住|曾)[^，。；]{1,40}?的+")
ASPECT = re.compile(
    r"(?<=[一-鿿])了(?=[^解])|(?:已经|已|正在|全部|(?<![人户年月日平])均|都|要|将|还|也|积极|踊跃|共同|分别)(?=[参获荣建实完签通加入成达])"
    r"|(?<=[一-鿿])(?:又|也|便)(?=[凑捐送拿给])"
)
PREPOSED = re.compile(r"(?:[对向为在与从给把将到等]|深入|走进|来自)(?:[全辖][市区县]内?)?$")
#: a bound behind the noun: 8个工种以上的技能竞赛; not 百人以上企业
LATE_BOUND = re.compile(
    r"(?!规模|限额|[^，。；以]{0,4}级以)([^\W\d百千万十]{1,4}?)(?:以上|以下|左右|以内)的?"
)
GOAL = re.compile(
    r"的?(?:目标|任务|要求|水平|规模|标准|比例|速度|幅度|进度)(?:要求|任务)?(?=[，。；、）]|$)"
    r"|的(?:目标|任务|指标)(?=分解|落实|细化)"
)
#: a length of time between its verb and what took so long: 提前|9天|交付
SPANNED = re.compile(r"(?:提前|连续|延长|推迟)$")
#: figures in a row: 99.5%|和|90%
LISTED = re.compile(r"(?:以及|[、，和与及])(?:近|约)?")
#: the whole of which a part is counted next: 80家企业|中已有|60家
WHOLE = re.compile(r"中，?(?:已经|已|共|就|仅)?(?:有|建|达)?$")
#: 从最初的3个发展到|现在的|58个
NOW = re.compile(r"(?:现在|目前|如今|现有|当前)的?$")
#: a measure that several figures share: 覆盖率
MEASURE = re.compile(r"(?:[率额量数值度幅面价资]|(?<![同环])比)$")
#: each in turn: ，同比|分别|增长8.2%、11.5%
IN_TURN = re.compile(r"[，、]?((?:同比|环比|[比较](?:上年|去年|上年同期|去年同期))?)分别")
#: a list number that the clause split left: 4.筹资200万元
NUMBERED = re.compile(r"\d{1,2}[.．、](?!\d)")
#: only when: 结业时|79人通过考核
WHEN = re.compile(
    r"[\u4e00-\u9fff]{1,6}(?:时|之后|之际|期间|当天|当日|过程中)(?:已|已有|共|共有|有|约|就有)?"
)
#: what a long name says is taken part in: 职工参加|“我为节能献一计”合理化建议活动
NAMED = re.compile(
    r"((?:参加|参与|观看|开展|举办|加入|响应)了?)(?:“[^”]{8,}”[^“”，]{0,10}?(?:“[^”]{2,8}”)?(?=(?:活动|竞赛|比赛|大赛|行动)?$)|[^“”，]*第[一二三四五六七八九十\d]{1,3}届[^，]{4,}$)"
)
#: money by its name: 自筹资金|15万元, 发放慰问金|3000元
FUNDS = re.compile(
    r"(?:[资基奖津]金|经费|专款|善款|款项|慰问[金款]|补助[金款]|救助[金款]|助学[金款]|贷款|借款)$"
)
#: money put in before what it paid for: 投入|30万元|新建职工书屋5家
PUT_IN = re.compile(r"(?:投入|投资|出资|筹资|斥资|耗资|集资|拨款|捐资|筹款)$")
#: money by what it is spent on: 每年拿出|20万元|用于贴息
SPENT = re.compile(r"(?:拿出|拨出|列支|支出)$")
#: what things are worth: 价值|3.2万元的礼物
WORTH = re.compile(r"(总?价值|总价|折价)(?:达|约|近|为|共)?$")
#: a second thing given without a figure of its own: 500元慰问金|和一袋大米
SECOND = re.compile(r"[、和及与](?:一|两|几|若干)[袋份桶箱套床件个盒只张名支批本些].*$")
#: a work in the list of what is given out: 发放|《手册》等|资料
_TITLES = re.compile(r"(?:《[^《》]*》[、和及]?)+等?(?:(?:普法|宣传|学习)?(?=[^《》]{2,}$))")
_CUT_TITLE = re.compile(r"^[^《]*》")
#: a long title alone: its last words tell what it is: 《…权益保护|宣传手册》
_LONG_TITLE = re.compile(r"《[^《》]{6,}([^《》]{4})》$")
#: 80多名职工|的小企业
OWNER = re.compile(r"(?:职工|员工|会员|工人)(?=的[大小中]?型?(?:企业|公司|工厂|单位))")
#: votes by what they say: 181票|赞成
VOTES = re.compile(r"赞成|反对|弃权|同意")
#: what is left over names nothing: 其余|173条列入台账
REST = re.compile(r"(?:其余|余下|剩下|剩余)的?")
#: a word before the noun that elsewhere begins a predicate: 2000个|免费|体检名额, 20场|现场|招聘会
ADJECTIVE = re.compile(r"(?:免费|现场|集中|联合|公益)+")
THINGS = frozenset(("个", "场", "场次", "次", "份", "项", "期", "张", "套", "班", "处", "台"))
#: what is looked into: 幼儿园|的教代会召开情况
MATTER = re.compile(r"的[^的]{0,12}(?:情况|经验|做法|工作)$")
#: a county or town that stands for its share: 余姚市|6.7万张
SHARE = re.compile(r"[\u4e00-\u9fff]{1,4}[市县区镇乡旗州盟]")
#: how they came to what they have: 15名选手|经考核合格|取得证书
QUALIFIED = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})经(?:考核|考试|评审|鉴定|培训|选拔|推荐|评估|验收|审核|审查|测评)(?:合格)?后?$"
)
#: what is done to the counted: 受到84位会员代表的|欢迎
ECHO = re.compile(
    r"的(?:一致|热烈|广泛|普遍|高度)?(?:欢迎|好评|肯定|支持|关注|赞扬|称赞|认可|积极响应|响应|青睐)$"
)


def words(rows: Sequence[tuple[str, ...]], *, behind: bool) -> re.Pattern[str]:
    """The first column as one pattern, longest first; the last column guards what follows (or precedes)."""
    parts = []
    for row in sorted(rows, key=lambda row: -len(row[0])):
        guard = "" if row[-1] == "-" else f"[{row[-1]}]"
        word = re.escape(row[0])
        parts.append(
            (f"(?<!{guard})" if guard and behind else "")
            + word
            + (f"(?!{guard})" if guard and not behind else "")
        )
    return re.compile(f"(?:{'|'.join(parts)})" + ("$" if behind else ""))


@cache
def lead() -> re.Pattern[str]:
    """What stands before an indicator without being part of it, as a pattern for `match`."""
    return words(load("outcome_lead"), behind=False)


@cache
def tail() -> re.Pattern[str]:
    """What joins an indicator to its figure, as a pattern for the end of a text."""
    return words(load("outcome_tail"), behind=True)


@cache
def predicates() -> tuple[re.Pattern[str], dict[str, str]]:
    """Where the noun behind a figure ends, with the class of each predicate."""
    rows = sorted(load("outcome_predicates"), key=lambda row: -len(row[0]))
    words = []
    for word, _, before, after, *_ in rows:
        words.append(
            (f"(?<![{after}])" if after != "-" else "") + word + (f"(?![{before}])" if before != "-" else "")
        )
    return re.compile("|".join(words)), {row[0]: row[1] for row in rows}


@cache
def verbs() -> tuple[re.Pattern[str], dict[str, str]]:
    """The verbs that may end a text, with their classes."""
    rows = load("outcome_verbs")
    longest = sorted((row[0] for row in rows), key=len, reverse=True)
    return re.compile(rf"(?:新|再|续|增|共)?(?P<verb>{'|'.join(map(re.escape, longest))})$"), {
        r[0]: r[1] for r in rows
    }


@cache
def strong() -> re.Pattern[str]:
    """The verbs of two characters and more that say what was done."""
    words = sorted(
        (r[0] for r in load("outcome_verbs") if r[1] == "strong" and len(r[0]) > 1), key=len, reverse=True
    )
    return re.compile("|".join(map(re.escape, words)))


@cache
def generic() -> frozenset[str]:
    """The nouns too general to say alone what is counted."""
    return frozenset(terms("outcome_generic"))


def general(noun: str) -> bool:
    """Is a noun too general to say alone what is counted: 职工, 镇（街道）?"""
    bare = re.sub(r"（.*?）", "", noun)
    return bare in generic() or len(bare) <= 2


def untitled(text: str) -> str:
    """A phrase without the titles of works in it: 发放《甲法》、《乙法》宣传手册 -> 发放宣传手册."""
    text = _TITLES.sub("", _CUT_TITLE.sub("", text)) if "》" in text else text
    return _LONG_TITLE.sub(r"\1", text)


def noun_alone(noun: str, before: str, kind: str) -> str:
    """The counted noun without determiners and what hangs on it: 各类劳动信息, 预警点的监控 after 对."""
    noun = QUALIFIED.sub("", noun)  # 选手|经考核取得证书
    noun = re.sub(r"^(?:各类|各种|各级各类|名(?=[职员工会劳选农困女代]))", "", noun)
    noun = (
        SECOND.sub("", ECHO.sub("", MATTER.sub("", WHOLE.sub("", noun))))
        .strip("的、，和与及 了")
        .removesuffix("各")
    )
    if owner := OWNER.match(noun):
        noun = owner[0]
    place = re.sub(r"(?:全|辖)[市区县]内?$", "", before)
    if kind == "light" and "的" in noun and re.search(r"[对向为在与从给把将到]$|通过$", place):
        noun = noun[: noun.index("的")]
    return noun
