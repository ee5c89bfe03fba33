"""The words of one reading text and its places in, the names of organisations out.

From each last word (head) the grammar walks left to what cannot stand in a name and decides by what opens
it: a place, a level word, an own name, a list. `extractors.organisation` tells the forms apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from spacy.tokens import Span

from extractors.organisation_forms import (
    ALONE,
    BARE,
    BARE_ZONES,
    CLASS_LEVEL,
    FOUNDED,
    GENERIC,
    GIANT,
    HONOURED,
    HOUSES_OF_GUESTS,
    LATIN,
    LEVEL,
    LINK,
    MEMBER_CLASSES,
    NAMED,
    NOT_ITS_UNION,
    OTHER_POSTS,
    PARTIES,
    POSTS,
    QUOTED,
    SEVERAL,
    SMALL,
    TOWN,
    UNION,
    UNION_POST,
    UNLISTED,
    ZONES,
)
from extractors.organisation_walk import Left, Name, Walk, text_before
from extractors.organisation_words import LEVELS, Token, houses, trades


class Grammar(Walk):
    """One reading text: its names, found head by head."""

    def find(self) -> list[Name]:
        """All names, in order, without overlaps."""
        for index, token in enumerate(self.tokens):
            if token.row.kind == "head":
                self._head(index, token)
            elif token.row.kind == "alias":
                self.alias(index, token)
        return self.names

    def _head(self, index: int, token: Token) -> None:
        names = self.names
        if names and token.start < names[-1].end:
            return
        after = self.lists.after.get(token.row.word)
        if after is None and token.row.word.endswith("部"):
            after = self.lists.after.get("部")
        blocked = after is not None and after.match(self.text, token.end) is not None
        if blocked and token.row.word == "工会" and names and names[-1].end == token.start:
            blocked = NOT_ITS_UNION.match(self.text, token.end) is not None
        if blocked and token.row.word != "工会":
            return
        if names and self.joins(index, token, blocked):
            return
        if blocked and houses()[1].search(self.text, max(0, token.start - 4), token.start) is None:
            return
        if (name := self._standalone(index, token)) is not None:
            self.add(name)

    def _standalone(self, index: int, token: Token) -> Name | None:
        row, text = token.row, self.text
        if row.need == "alone":
            form = "local" if row.word.startswith("团") and row.word[1] in "市省区县州旗" else "name"
            return Name(token.start, token.end, row.label, form, "organisation.alone", row.cls, row.word)
        left = self.left(index, token.start, own=row.need == "own")
        if left.killed and not self.place_at(left.bound, token.start):
            return None
        if left.killed:
            # 各镇工会 has no place; 3家苏州恒达有限公司 is odd: only what opens with a place survives
            pass
        anchored = self._anchored(left, token)
        if anchored is not None:
            return anchored if row.need != "body" else None
        if left.killed:
            return None
        body = text[left.bound : token.start]
        if (house := self._own_house(left, token)) is not None:
            return house
        if row.need == "own":
            return self._local(left, token, body) or self._own(left, token)
        if row.need in ("place", "mod", "stem"):
            local = self._local(left, token, body)
            if local is not None:
                return local
        return self._listed(left, token, body) or self._house(left, token, body)

    def _anchored(self, left: Left, token: Token) -> Name | None:
        """A name that opens with a place or a national name: 吴中区|教育工会, 中国|海员建设工会."""
        text, row = self.text, token.row
        i = bisect_left(self.place_starts, left.bound)
        chain: list[Span] = []
        starts: list[int] = []
        while i < len(self.places) and self.places[i].end <= token.start:
            place = self.places[i]
            i += 1
            if any(s <= place.start < e for s, e in left.groups):
                continue  # （苏州）有限公司: inside the name
            if not chain or place.start != chain[-1].end:
                starts.append(place.start)
                chain = [place] if not chain or not starts[:-1] else chain
            if chain and place.start == chain[-1].end:
                chain.append(place)
        nation = [a for a in left.anchors if text[a : a + 2] in ("中国", "中华", "全国", "国家")]
        candidates = sorted([*starts, *left.anchors])
        for start in candidates:
            end = start + 2 if start in nation else self.chain_end(start)
            modifiers = text[end : token.start]
            if len(modifiers) > (24 if row.need == "own" else 16):
                continue
            if not self._fits(left, token, start, end, modifiers, start in nation):
                return None
            opened = PARTIES.search(text, max(left.bound, start - 5), start)
            begin = opened.start() if opened else start
            if row.need in ("own", "mod") and (latin := LATIN.search(text, left.bound, begin)):
                begin = latin.start()
            giant = GIANT.search(text, left.bound, begin) if row.word == "分公司" else None
            if giant and (giant.start() == left.bound or text_before(text, giant.start()) in "、，。（"):
                begin = giant.start()
            label, cls = row.label, row.cls
            if start in left.anchors and start not in nation and cls == "gov":
                label, cls = "enterprise", "ent"  # 中铁八局
            if row.word == "委" and opened and opened.group() not in ("中共", "中国共产党"):
                label, cls = "association", "assoc"
            if row.need == "own":
                begin = self._company_start(begin, end, modifiers, token)
            return Name(begin, token.end, label, "name", "organisation.place", cls, row.word, True)
        return None

    def _fits(self, left: Left, token: Token, start: int, end: int, modifiers: str, nation: bool) -> bool:
        row = token.row
        if CLASS_LEVEL.search(modifiers) or SEVERAL.search(modifiers):
            return False
        if row.cls == "union" and HONOURED.search(modifiers):
            return False
        if start in left.anchors and not nation and row.cls in ("utop", "gtop", "ptop"):
            return False  # 选举卜照|华为|县总工会副主席
        if row.need == "mod" and not modifiers and "direct" not in row.flags:
            return False
        if nation and row.word in ("工会", "总工会"):
            return bool(modifiers)
        if nation and row.need == "place" and not modifiers and self.text.startswith("国家", start):
            return True
        if nation and row.need != "own" and len(modifiers) < 2:
            return False
        if left.cls > end and "weak" in row.flags and (row.need != "own" or left.cls >= token.start - 1):
            return False
        if row.need == "place" and len(modifiers) > (0 if "bare" in row.flags else 10):
            return False
        if row.need == "own" and not modifiers and "weak" in row.flags and "direct" not in row.flags:
            return False
        if row.word == "公司" and len(modifiers) < 2:
            return False
        if modifiers and modifiers[0] in "的在与、":
            return False
        return not (row.word == "工会" and left.cls > end)

    def _company_start(self, begin: int, end: int, modifiers: str, token: Token) -> int:
        """Where a company in a zone or town begins: 苏州高新区|住友电工（苏州）…有限公司."""
        i = bisect_left(self.place_starts, begin)
        if (
            token.row.cls != "ent"
            or "公司" not in token.row.word
            or len(modifiers) < 4
            or i >= len(self.places)
        ):
            return begin
        last = i
        while last + 1 < len(self.places) and self.places[last + 1].end <= end:
            last += 1
        if self.places[last].label_ in ZONES and self.places[last].end == end:
            return end
        return begin

    def _local(self, left: Left, token: Token, body: str) -> Name | None:
        """A name that opens with a level word: 市|教育局, 区|总, 县|人民医院."""
        row = token.row
        former = 1 if body[:1] == "原" and LEVEL.match(body, 1) else 0  # 原|市棉纺厂
        match = LEVEL.match(body, former)
        at = left.bound + former
        if match is None and left.soft > left.bound:
            at = left.soft
            match = LEVEL.match(self.text, at, token.start)
        office = match is not None and match.group().endswith("级") and row.word.startswith("机关")
        if match is not None and not office:
            inside = at + len(match.group())  # the 开发 of 开发区 is a part of the level word itself
            if any(s <= at < e and (e > inside or inside - at == 1) for s, e in left.keeps):
                match = None
        if match is None:
            # 走进|市|教育局 with an unknown verb: only where nothing stands between level and head
            for size in (2, 1, 3):
                level = self.text[token.start - size : token.start]
                if (
                    level in LEVELS
                    and (row.need == "place" or row.word == "商会")
                    and token.start - size > left.bound
                ):
                    at = token.start - size
                    if (
                        any(s <= at < e for s, e in left.keeps)
                        or self.text[at - 1] in "全各每本我某地社辖城级个座些"
                    ):
                        return None
                    for known in self.known:
                        if known.endswith(level) and self.text.endswith(known, 0, token.start):
                            begin = token.start - len(known)
                            return Name(
                                begin,
                                token.end,
                                row.label,
                                "name",
                                "organisation.known-place",
                                row.cls,
                                row.word,
                                True,
                            )
                    if (
                        level == "市"
                        and at - left.soft == 1
                        and any(len(k) > 2 and k[0] == self.text[at - 1] for k in self.known)
                    ):
                        return None  # 锡市 of 锡林浩特市: `_house` takes it whole
                    if self.text[left.soft : token.start] in BARE_ZONES:
                        return None
                    if NAMED.fullmatch(self.text, left.soft, token.start) and (size == 1 or level in SMALL):
                        return None  # an unknown town: `_house` takes it whole
                    if (
                        size == 1
                        and 3 <= at - left.soft <= 5
                        and UNLISTED.fullmatch(self.text, left.soft, token.start)
                        and self.text[left.soft - 1 : left.soft] in "，。、（\n"
                    ):
                        return None
                    if not self.class_before(at):
                        return Name(
                            at, token.end, row.label, "local", "organisation.level", row.cls, row.word
                        )
                    return None
            return None
        level = match.group()
        if row.cls == "ent" and level not in ("省", "市", "区", "县", "自治区", "自治州"):
            return None  # 镇海炼化公司
        own = (
            self.text[at + len(level) : token.start]
            if level in LEVELS
            else self.text[at + len(level) - 1 : token.start]
        )
        if self.class_before(at):
            return None
        if (
            row.need == "mod"
            and not own
            and "level" not in row.flags
            and not (row.word == "工会" and level in ("园区", "开发区", "高新区", "经开区", "新区"))
        ):
            return None
        if (row.need == "own" and len(own) == 1 and row.cls == "ent") or (own and "bare" in row.flags):
            return None
        if row.need == "own" and not own and "level" not in row.flags:
            return None
        if (left.cls > at and "weak" in row.flags) or (row.cls == "union" and HONOURED.search(own)):
            return None
        if len(own) > 14 or (own and own[0] in "（、的"):
            return None
        return Name(at, token.end, row.label, "local", "organisation.level", row.cls, row.word)

    def _own(self, left: Left, token: Token) -> Name | None:
        """A name without a place, before a head that needs none: 恒达机械有限公司, 东南大学."""
        start = max(left.bound, left.soft, left.cls)
        row, text = token.row, self.text
        start += text.startswith("原", start) and token.start - start > 3  # 原|柳树冲煤矿
        own = text[start : token.start]
        strong = (
            row.word.endswith("有限公司") or row.word.endswith("责任公司") or row.word.endswith("股份公司")
        )
        least = 2 if strong or "three" not in row.flags else 3
        listed = bool(
            self.names
            and self.names[-1].cls in ("ent", "inst", "union")
            and LINK.fullmatch(text, self.names[-1].end, start)
        )
        if listed:
            least = 2
        if ("three" in row.flags or row.word in HOUSES_OF_GUESTS) and self.has_people(token.end):
            least = 2  # 恒逸酒店|的庞某某夺得, 君豪酒店|符某某
        if "works" in row.flags and not own and (listed or self.has_people(token.end)):
            return Name(start, token.end, row.label, "name", "organisation.own", row.cls, row.word)
        if not strong and QUOTED.match(text, start - 1) and text[token.end : token.end + 1] in ("”", '"'):
            return None  # “金点子银行”: a programme
        if (
            len(own) < least
            or len(own) > 24
            or own[0] in "）”·-"
            or own in GENERIC
            or re.match(r"[一二三四五六七八九十]+[、是]|[全各][国省市区县州镇行]", own)
        ):
            return None
        if own.startswith("工会") or left.trade >= len(own) or (left.cls == start and "weak" in row.flags):
            return None
        if not strong and text[start - 1 : start] and re.match(r"[一-鿿]", text[start - 1]) and len(own) > 10:
            return None
        return Name(start, token.end, row.label, "name", "organisation.own", row.cls, row.word)

    def _listed(self, left: Left, token: Token, body: str) -> Name | None:
        """A member of a list that a body opened: 市总工会、|教育局, 市总民管部、|办公室; 、|总工会主席."""
        row, text = token.row, self.text
        own = text[left.soft : token.start] if left.soft > left.bound else body
        if row.word in BARE and not own:
            before = text[max(0, left.bound - 1) : left.bound]
            return (
                Name(token.start, token.end, row.label, "local", "organisation.bare", row.cls, row.word)
                if before in BARE[row.word]
                else None
            )
        if (
            row.cls == "joint"
            and row.need == "mod"
            and 5 <= len(body) <= 20
            and FOUNDED.search(text, 0, left.bound)
        ):
            return Name(left.bound, token.end, row.label, "name", "organisation.founded", row.cls, row.word)
        if (
            row.cls == "union"
            and (own + row.word).removesuffix(UNION) in trades()
            and row.word.endswith(UNION)
            and text_before(text, token.start - len(own)) in ALONE
            and not left.cls > token.start - len(own)
            and not self.beside_class(token.start - len(own))
        ):
            begin = token.start - len(own)
            return Name(begin, token.end, row.label, "local", "organisation.bare", row.cls, own + row.word)
        if not own and not left.killed and self.house_part(token):
            label = "enterprise" if row.label == "=" else row.label
            rule = "organisation.house-part"
            return Name(token.start, token.end, label, "local", rule, row.cls, row.word)
        if row.word == UNION and not own and self.of_house(left.bound):
            rule = "organisation.house-post"
            return Name(token.start, token.end, "union", "local", rule, "union", row.word)
        if row.word == "工会" and not own and (chain := self._after_posts(left, token)) is not None:
            return chain
        if not self.names or row.cls not in MEMBER_CLASSES or left.soft > left.bound or left.cls > left.bound:
            return None
        last = self.names[-1]
        link = LINK.search(text, last.end, left.bound)
        leads = last.cls in ("ptop", "gtop", "utop") or last.head == "党工委"
        posts = POSTS.match(text, last.end, left.bound) if leads else None
        if posts is None and (link is None or link.start() != last.end):
            return None
        if last.cls == "union" and row.cls != "dept":
            return None
        if CLASS_LEVEL.search(own) or own.startswith(("镇", "乡", "村")):
            return None
        if (
            row.need == "own"
            or (row.need == "mod" and not 2 <= len(own) <= 10)
            or (row.need != "mod" and own)
        ):
            return None
        if row.need == "body" and last.cls not in ("dept", "utop", "ptop", "gtop", "party", "union", "assoc"):
            return None
        if last.form == "name" and not last.anchor and row.cls != "dept":
            return None
        if row.need == "mod" and TOWN.match(own):
            return Name(
                token.start - len(own), token.end, row.label, "name", "organisation.town", row.cls, row.word
            )
        if (
            row.need == "mod"
            and row.cls in ("inst", "assoc")
            and len(own) >= 4
            and not left.trade
            and not left.keeps
        ):
            return Name(
                token.start - len(own), token.end, row.label, "name", "organisation.own", row.cls, row.word
            )
        return Name(
            token.start - len(own),
            token.end,
            row.label if row.label != "=" else last.label,
            "local",
            "organisation.listed",
            row.cls,
            row.word,
        )

    def _after_posts(self, left: Left, token: Token) -> Name | None:
        """The union of the house whose other posts stand before: 某公司党委书记甲、工会|主席乙."""
        if not self.names or not UNION_POST.match(self.text, token.end):
            return None
        last = self.names[-1]
        gap = self.text[last.end : token.start]
        zone = last.head in ("管委会", "党工委")
        if (
            (not zone and last.cls not in ("ent", "inst", "party", "gov"))
            or len(gap) > 24
            or not OTHER_POSTS.fullmatch(gap)
        ):
            return None
        return Name(
            token.start, token.end, "union", "local", "organisation.house-post", "union", token.row.word
        )

    def _house(self, left: Left, token: Token, body: str) -> Name | None:
        """A union or office of a house or town the place lists lack: 三一重工集团|工会, 天府新区|总工会."""
        row = token.row
        start = max(left.bound, left.soft)
        own = self.text[start : token.start]
        if (
            row.cls not in ("union", "utop", "party", "gtop", "gov", "assoc")
            or row.need not in ("place", "mod")
            or row.word == "委"
            or left.cls > left.bound
        ):
            return None
        short = len(own) == 2 and own[1] == "市" and any(len(k) > 2 and k[0] == own[0] for k in self.known)
        zone = own in BARE_ZONES and row.cls in ("union", "utop") and left.cls <= left.bound
        if (
            row.cls == "utop"
            and (UNLISTED.fullmatch(own) or short)
            and text_before(self.text, start) in "，。、（\n"
        ):
            return Name(start, token.end, row.label, "name", "organisation.house", row.cls, row.word)
        if zone and text_before(self.text, start) in "，。、（\n":
            return Name(start, token.end, row.label, "name", "organisation.house", row.cls, row.word)
        if NAMED.fullmatch(own) and own not in houses()[0] and (row.cls == "union" or row.need == "place"):
            return Name(start, token.end, row.label, "name", "organisation.house", row.cls, row.word)
        return None

    def _own_house(self, left: Left, token: Token) -> Name | None:
        """A body of the item's own house, called by a house word: 集团公司|工会, 局|党委; 集团公司 alone."""
        row, text = token.row, self.text
        start = max(left.bound, left.soft)
        own = text[start : token.start]
        if own in houses()[0] and row.cls in ("union", "party", "assoc", "dept") and row.need != "own":
            label = "enterprise" if row.label == "=" else row.label
        elif row.word in ("集团公司", "总公司") and not own:
            label = row.label
        else:
            return None
        floor = self.names[-1].end if self.names else -1
        if left.cls > start or left.killed or (start == floor and text[start - 1] not in "、和与"):
            return None
        return Name(start, token.end, label, "local", "organisation.own-house", row.cls, row.word)
