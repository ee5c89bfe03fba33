"""The written forms of figures: a line holds a text, its comparator, its value (or range) and its unit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.numbers import kind, number, parse

QUANTITIES = """
34809家 = 34809 家
1,074件 = 1074 件
1.4万人次 = 14000 人次
3.88万名 = 38800 名
102万职工 = 1020000 职工
13亿元 = 1300000000 元
1985余万元 > 19850000 元
65万余元 > 650000 元
3万元余 > 30000 元
600多万人次 > 6000000 人次
83万多人次 > 830000 人次
二十余万元 > 200000 元
五百多人次 > 500 人次
一百家 = 100 家
百家 = 100 家
两万名 = 20000 名
两千三百户 = 2300 户
一百零八人 = 108 人
1万2千人 = 12000 人
2千5百人 = 2500 人
一亿两千万元 = 120000000 元
数千册 ~ 1000 册
几十名 ~ 10 名
十几家 > 10 家
过百 > 100 -
上百家 >= 100 家
上万人次 >= 10000 人次
逾万名 > 10000 名
近万名 ~ 10000 名
近300户 ~ 300 户
约2000人 ~ 2000 人
3年左右 ~ 3 年
1000多户 > 1000 户
百余名 > 100 名
超过1000项（次） > 1000 项（次）
突破了10万人次 > 100000 人次
不少于180家 >= 180 家
至少5场 >= 5 场
不超过30天 <= 30 天
不足50人 < 50 人
不到10分钟 < 10 分钟
70%以上 >= 70 %
70％以上 >= 70 %
300人以下 <= 300 人
71.17% = 71.17 %
88 % = 88 %
百分之八十 = 80 %
百分之九十点五以上 >= 90.5 %
九成以上 >= 90 %
近七成 ~ 70 %
15个百分点 = 15 个百分点
2.5倍 = 2.5 倍
3—5年 = 3..5 年
8至10家 = 8..10 家
20-30人 = 20..30 人
3家至5家 = 3..5 家
3至5万元 = 30000..50000 元
10万-20万元 = 100000..200000 元
200至500元不等 = 200..500 元
30%到50% = 30..50 %
二三十人 = 20..30 人
三四百人 = 300..400 人
两个多小时 > 2 个小时
5千克 = 5 千克
要约780份 = 780 份
通过3场 = 3 场
20名优秀干部 = 20 名
3次会议 = 3 次
"""


@pytest.mark.parametrize("line", QUANTITIES.strip().splitlines())
def test_quantity(line: str) -> None:
    *words, comparator, value, unit = line.split(" ")
    low, _, high = value.partition("..")
    found = parse(" ".join(words))
    assert found is not None
    assert (found.value, found.comparator) == (Decimal(low), comparator)
    assert found.unit == ("" if unit == "-" else unit)
    assert found.value_max == (Decimal(high) if high else None)


@pytest.mark.parametrize("text", ["半年", "工会工作", "有关部门", "百分百", "若干次"])
def test_no_quantity(text: str) -> None:
    found = parse(text)
    assert found is None or not found.unit


def test_values_are_plain() -> None:
    found = parse("1.2万元")
    assert found is not None
    assert str(found.value) == "12000"
    assert str(number("3.50")) == "3.5"
    assert number("工会") is None


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("人次", "people"),
        ("家", "count"),
        ("元", "money"),
        ("%", "percent"),
        ("项（次）", "count"),
        ("", "none"),
    ],
)
def test_kind_of_a_unit(unit: str, expected: str) -> None:
    assert kind(unit) == expected
