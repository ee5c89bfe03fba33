"""A text's names so far in, the companies that only their own words betray out: 恒力新材, 美团城东站.

Without a legal ending a brand and a trade (`organisation_trades.tsv`) make a company where the text treats
it as one: in a list with bodies, behind 走进 or 授予, before 捐款 or its workers; so do the stations of
couriers, and a studio named after a person (王某某劳模创新工作室).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractors.lexicon import load, terms
from extractors.organisation_forms import NOT_ITS_UNION
from extractors.organisation_grammar import Grammar
from extractors.organisation_walk import Name
from extractors.organisation_words import Lists
from extractors.person import is_name, name_at

ENTERPRISES = re.compile(
    r"(?P<list>[一-鿿A-Za-z0-9（）]{2,24}(?:[、和与][一-鿿A-Za-z0-9（）]{2,22}){0,8})等(?:\d+|[两三四五六七八九十几]+)?(?:余|多)?(?:家|个)?"
    r"(?:(?:知名|龙头|重点|头部|骨干|大型|中型|小微|中小|平台|快递|外卖|互联网|爱心|地方|热心|民营|非公|规上|规模以上|困难|外资|合资|国有|省属|市属|央属|本土|本地|"
    r"当地|物流|电商|首批|参赛|参展|参加|成员|会员|签约|试点|示范|代表|相关|有关|用工|招聘|共建|结对|帮扶|捐赠|建筑|施工|制造|高新技术|上市|驻地|驻区|辖区|园区|县区|入驻|加盟|联盟|特约|优惠|"
    r"(?:女工|女职工|农民工|职工|员工|外来工)(?:较多|集中|为主)|规模较大|效益较好|生产经营困难){0,3}的?)"
    r"(?P<class>企业|公司|单位|企事业单位|商户|商家|厂家|车企|药企|国企|央企|民企)(?!集聚|集中|家|文化|群|园|化|界)"
)
#: “某记”、“某佳”等重点、难点企业: short names in marks
MARKED = re.compile(
    r"(?P<list>“[一-鿿A-Za-z]{2,6}”(?:(?:、|和|与)?“[一-鿿A-Za-z]{2,6}”){1,8})等"
    r"(?:(?:一批|世界500强|知名|龙头|重点|难点|骨干|大型|外资|外商投资|台资|港资|日资|合资|跨国|民营|非公|连锁"
    r"|餐饮|零售|电子|制造)[、和]?){0,3}(?:企业|公司|门店)(?!家|文化)"
)
#: not titles that are sought or won, nor kinds: 培育“瞪羚”、“新锐”等企业, “双强”、“五小”等企业
SOUGHT = re.compile(r"(?:评选|评定|创建|争创|授予|获得?|培育|打造|命名|认定|入选|申报|建设)[^，。；]{0,10}$")
TITLE = re.compile(
    r"“(?:独角兽|瞪羚|牛羚|小巨人|专精特新|老字号|僵尸|[一二三四五六七八九十双两百千][^“”]"
    r"|[^“”]*(?:冠军|企业|单位|工会|之家|号|型|化))”"
)
#: no own word of a company: 科技、|民营|等企业
GENERAL = re.compile(
    r"行业|产业|领域|人员|系统|制造|服务|国有|民营|类型|规模|职工|员工|项目|机关|事业|学校|医院|工会"
)
#: what tells a company behind its own words: its parts and people; a gift or an honour; before them: a visit
ITS_OWN = re.compile(
    r"的?(?:工会(?!联合会)|党委|党支部|职工|员工|车间|董事长|总经理|副总|厂长|负责人|高级|技师|技术员|工程师|焊工|电工|钳工|维修|质检|代表队|参赛队|选手|上班|务工)"
)
GIFT = re.compile(
    r"(?:(?:捐|认捐|赞助|资助|出资|各捐)[一-鿿]{0,3}|捐款)?\d+(?:\.\d+)?(?:多|余)?[万元亿]|捐赠|捐资|捐款|颁奖|获得?|荣获|被|(?:无偿|免费)?提供|赞助|冠名|协办|承办|派出|拿出|赠送"
)
VISIT = re.compile(
    r"(?:走进|走访|来到|前往|赴|深入|探访|慰问了?|参观|考察|授予|奖状的|奖章的|先锋号”?的|称号的|单位的)$"
)
#: behind a list: 锦东水泥|5家企业
COUNT_OF = re.compile(r"等?(?:\d+|[两三四五六七八九十]+)(?:余|多)?家(?:企业|单位|公司)")
JOINT = "、和与及"
#: 中冶|某某, 中铁|某某 before its people
CENTRAL = re.compile(
    r"(?<![一-鿿])中[冶铁建交核化航粮铝车船煤][一-鿿]{2}(?=工会|党委|董事长|总经理|维修班|职工|高级技师|项目部|技师|员工|、)"
)
#: what stands before the first of a list, and is no word of a name: 协调|通化东宝、…等企业
LED = re.compile(
    r"协调|鼓励|动员|引导|引进|争取|联系|指导|选择|选取|选定|确定|涉及|分布在|其中|像|如|由|以|对|请|在"
)
#: NSK|大连, and what ends it there
LATIN_BRAND = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z&]{1,6}$")
CLOSED = re.compile(r"$|[、，。；）]|工会|等|获")
#: behind a brand: 爱信精机|（佛山）
BRACKET = re.compile(r"（[一-鿿]{2,4}）")
#: 萍|钢|公司
SHORT = re.compile(r"[一-鿿][钢铝铜矿化煤电油纺药锅机](?:公司|集团)")
#: 美团|怀柔|站, 顺丰速运|顾村|营业点
COURIER = re.compile(
    r"(?:美团|饿了么|顺丰|京东|中通|圆通|申通|韵达|极兔|德邦|盒马|菜鸟|叮咚|百世|达达|闪送|邮政)"
    r"(?:速运|速递|快递|物流|外卖|鲜生|买菜|优选|配送)?(?P<own>[一-鿿]{0,6}?)"
    r"(?:外卖站|快递站|配送站|服务站|站点|站(?!点|长会|内)|分部|营业点|营业部|营业厅|网点|物流仓|仓库|仓|分拨中心|转运中心|分拣中心)"
)
STUDIO = re.compile(r"[一-鿿]{0,12}工作室")


@cache
def _trades() -> tuple[re.Pattern[str], frozenset[str], frozenset[str]]:
    """The pattern of trades, the weak ones, and what before them is no brand."""
    rows = load("organisation_trades")
    words = sorted((row[0] for row in rows), key=len, reverse=True)
    weak = frozenset(row[0] for row in rows if len(row) > 1)
    return re.compile("|".join(map(re.escape, words))), weak, frozenset(terms("organisation_trades_not"))


@cache
def _latin() -> tuple[re.Pattern[str], frozenset[str]]:
    """A brand in capitals and its trade (LX|电池, SMC|气动), and capitals that are no brand (LED|照明)."""
    trades = "|".join(sorted((row[0] for row in load("organisation_trades")), key=len, reverse=True))
    brand = r"(?<![A-Za-z0-9])(?P<brand>[A-Z][A-Za-z&]{1,6})"
    return re.compile(rf"{brand}(?:{trades})(?:（[一-鿿]{{2,4}}）)?"), frozenset(
        terms("organisation_latin_not")
    )


def _latins(grammar: Grammar) -> Iterator[tuple[int, int]]:
    """LX电池 by its trade, NSK大连 by the place where it ends: NSK大连|、, NSK大连|工会."""
    text = grammar.text
    pattern, common = _latin()
    for match in pattern.finditer(text):
        if match["brand"] not in common:
            yield match.span()
    for place in grammar.places:
        before = LATIN_BRAND.search(text, max(0, place.start - 8), place.start)
        if before and before.group() not in common and CLOSED.match(text, place.end):
            yield before.start(), place.end


def _closed(word: str, lists: Lists) -> bool:
    """Does the word end in what companies end in: 影都|影城, 恒力|新材?"""
    ends = [lists.rows[i] for i, _, e in lists.automaton.find_matches_as_indexes(word) if e == len(word)]
    return any(row.cls == "ent" for row in ends) or any(
        m.end() == len(word) for m in _trades()[0].finditer(word)
    )


def enumerated(grammar: Grammar) -> list[Name]:
    """Enterprises called by their own words in a list that says so: 美团、顺丰、京东等企业.

    The first may stand behind a verb (慰问了|恒力新材、…等企业); a list that ends in 等单位 holds offices and
    classes too, so there only what ends in a trade is a company: 恒力|新材, 江苏久远|水务.
    """
    out = list(_marked(grammar))
    text, lists = grammar.text, grammar.lists
    places = {p.start: p.end for p in grammar.places}
    for match in ENTERPRISES.finditer(text):
        end = match.end("list")
        sure = match["class"] not in ("单位", "企事业单位")
        if sure and "、" not in match["list"]:
            sure = False  # 规模以上等企业
        beside = [n.cls for n in grammar.names if match.start() <= n.start and n.end <= end]
        sure = sure or (bool(beside) and set(beside) == {"ent"})  # 柳州五菱汽车有限公司、|上汽通用五菱|等单位
        for piece in re.compile("[^、和与]+").finditer(text, match.start("list"), end):
            begin, stop = piece.span()
            first = begin == match.start("list")
            tokens = [t for t in lists.automaton.find_matches_as_indexes(piece.group())]
            cut = max(
                (e for i, _, e in tokens if lists.rows[i].kind in ("stop", "soft", "quant", "class")),
                default=0,
            )
            if not first and cut and len(piece.group()) <= 6 and _closed(piece.group(), lists):
                cut = 0  # 、|影都影城|等: no 都
            begin += cut
            if first and text.startswith("有", begin) and text[begin - 1 : begin] in "的，。：":
                begin += 1  # 参加签约的|有|华瓷股份、…
            if (
                first
                and begin in places
                and sure
                and places[begin] + 2 <= stop
                and text[places[begin] - 1] in "省市区县州旗镇乡"
            ):
                begin = places[begin]  # 某市|甲、乙等企业: the place is not theirs
            if first and (led := LED.match(text, begin, stop - 2)):
                begin = led.end()
            word = text[begin:stop]
            if any(n.start < stop and begin < n.end for n in grammar.names) or not 2 <= len(word) <= 12:
                continue
            trade = next((m for m in _trades()[0].finditer(word) if m.end() == len(word)), None)
            kinds = {
                lists.rows[i].kind
                for i, _, e in lists.automaton.find_matches_as_indexes(word)
                if not (e == len(word) and lists.rows[i].cls == "ent")  # 株机|公司
            }
            if trade is not None and len(word) >= 4 and not kinds - {"alias", "trade", "keep"}:
                fits = True
            else:
                bare = begin in places and places[begin] + 2 > stop  # 苏州、常熟等企业
                fits = sure and not kinds - {"alias"} and not bare and not GENERAL.search(word)
            if fits:
                out.append(Name(begin, stop, "enterprise", "name", "organisation.enumerated", "ent", word))
    return out


def _marked(grammar: Grammar) -> Iterator[Name]:
    """Enterprises whose short names stand in marks in a list that says so: “某记”、“某佳”等难点企业."""
    text = grammar.text
    for match in MARKED.finditer(text):
        if SOUGHT.search(text, max(0, match.start() - 16), match.start()) or TITLE.search(match["list"]):
            continue
        for word in re.compile("[^“”、和与]+").finditer(text, match.start("list"), match.end("list")):
            start, end = word.span()
            if not any(n.start < end and start < n.end for n in grammar.names):
                yield Name(start, end, "enterprise", "name", "organisation.enumerated", "ent", word[0])


def branded(grammar: Grammar, names: list[Name]) -> list[Name]:
    """Companies by brand and trade, stations of couriers and studios of persons, beside the names found."""
    text = grammar.text
    taken = bytearray(len(text) + 1)
    for name in names:
        taken[name.start : name.end] = b"\x01" * (name.end - name.start)
    out: list[Name] = []

    def add(start: int, end: int, label: str, cls: str) -> None:
        if any(taken[start:end]):
            return
        taken[start:end] = b"\x01" * (end - start)
        out.append(Name(start, end, label, "name", "organisation.brand", cls, text[start:end]))

    for start, end in _studios(text):
        add(start, end, "institution", "inst")
    for match in COURIER.finditer(text):
        own = match["own"]
        if (own or match.group().endswith("仓")) and not re.search(
            r"[的了在和与为等各个向到、名]|骑手|外卖", own
        ):
            add(match.start(), match.end(), "enterprise", "ent")
    for start, end in _latins(grammar):
        union = text.startswith("工会", end) and not NOT_ITS_UNION.match(text, end + 2)
        add(start, end + 2 * union, "union" if union else "enterprise", "union" if union else "ent")
    for match in CENTRAL.finditer(text):  # longer than the 宝钢 in it
        start, end = match.span()
        if not taken[start]:
            out.append(Name(start, end, "enterprise", "name", "organisation.brand", "ent", match.group()))
    wholes = [text[n.start : n.end] for n in names]
    candidates = [  # 恒基能源（宜兴）有限公司 is what a 恒基能源 beside it means
        (s, e)
        for s, e in _candidates(grammar, taken)
        if not any(text[s:e] in whole and e - s < len(whole) for whole in wholes)
    ]
    beside = [(n.start, n.end) for n in [*names, *out]] + candidates
    sides = ({start for start, _ in beside}, {end for _, end in beside})
    sure = {text[s:e] for s, e in candidates if _treated(text, s, e, *sides)}
    for start, end in candidates:
        if text[start:end] not in sure:
            continue
        label, stop = "enterprise", end
        if text.startswith("工会", end) and not NOT_ITS_UNION.match(text, end + 2):
            label, stop = "union", end + 2
        add(start, stop, label, "ent" if label == "enterprise" else "union")
    return out


def _candidates(grammar: Grammar, taken: bytearray) -> Iterator[tuple[int, int]]:
    """Where a brand of two to four characters and a trade stand between words that end a name."""
    text = grammar.text
    pattern, weak, common = _trades()
    edges = {0}
    inner: list[int] = []
    for token in grammar.tokens:
        if token.row.kind in ("stop", "soft", "mark", "quant"):
            edges.add(token.end)
        if token.row.kind in ("class", "trade", "quant", "stop") and token.end - token.start > 1:
            inner.append(token.start)
    words = set(inner)
    for place in grammar.places:
        edges.add(place.end)
    found = [*pattern.finditer(text), *SHORT.finditer(text)]
    for match in found:
        end = match.end()
        head = match.start() if match.re is pattern else match.start() + 1
        for size in (2, 3, 4) if match.re is pattern else (1,):
            start = head - size
            if start < 0 or taken[start] or taken[end - 1]:
                break
            if start not in edges:
                continue
            own = text[start:head]
            if not re.fullmatch("(?!第)[^\\W\\d_a-zA-Z届次年月个家名]+", own) or any(
                own.endswith(w) or own.startswith(w) for w in common
            ):
                break
            if match.re is pattern and any(
                p.start < head and start < p.end and p.label_ != "county" and p.end == head
                for p in grammar.places
            ):
                break  # 某市|水务 is a field of work there
            if any(start <= w < head for w in words) or (match.group() in weak and size > 3):
                break
            bracket = BRACKET.match(text, end)  # 爱信精机|（佛山）
            opening = next(
                (p for p in grammar.places if p.end == start and p.text[-1] not in "省市区县州旗镇乡"), None
            )
            yield opening.start if opening else start, bracket.end() if bracket else end
            break


def _treated(text: str, start: int, end: int, starts: set[int], ends: set[int]) -> bool:
    """Does the text take the words for a company: by its workers, a gift, a visit, bodies beside it?"""
    if ITS_OWN.match(text, end) or GIFT.match(text, end) or COUNT_OF.match(text, end):
        return True
    if text[end : end + 1] not in "，。、；的" and name_at(text, end) is not None:
        return True  # 歌尔股份|李某某
    after, before = text[end : end + 1], text[max(0, start - 1) : start]
    if VISIT.search(text, max(0, start - 6), start) and (after in JOINT + "，。等" or not after):
        return True
    if before == "（" and after in ("）", "，", "、"):
        return True  # 第一名宫某某（|亿程机械|）
    if text.startswith("来自", start - 2) and after in ("的", "、"):
        return True
    if before and before in JOINT and start - 1 in ends:
        return after in JOINT + "，。；等（捐的" or text.startswith(
            ("共同", "联合", "分别", "出资", "各"), end
        )
    return bool(after) and after in JOINT and end + 1 in starts


def _studios(text: str) -> Iterator[tuple[int, int]]:
    """Studios that bear a person's name: 王某某|劳模创新|工作室."""
    for match in re.finditer("工作室", text):
        for size in range(14, 1, -1):
            start = match.start() - size
            if start < 0 or (
                start
                and re.match(r"[一-鿿]", text[start - 1])
                and text[start - 1] not in "由为的和与及在以将是有"
            ):
                continue
            if not re.fullmatch("[一-鿿]+", text[start : match.start()]):
                continue
            for length in (3, 2, 4):
                rest = text[start + length : match.start()]
                if (
                    length <= size
                    and is_name(text[start : start + length])
                    and (
                        not rest
                        or re.search(
                            r"(?:创新|劳模|技能|大师|工匠|焊接|名师|技术|人才|护理|调解|先锋|首席)$|(?:创新|劳模|大师)",
                            rest,
                        )
                    )
                ):
                    yield start, match.end()
                    break
            else:
                continue
            break


__all__ = ["branded", "enumerated"]
