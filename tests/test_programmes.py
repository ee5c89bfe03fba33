"""Names of programmes: how a surface is written as a name, and which names of an item are one programme."""

from __future__ import annotations

import pytest

from extractors.programme import canonical, find, merge, same

CANONICAL = [
    ("“百分百要约”行动", "百分百要约行动"),
    ("“从点滴做起、从岗位做起”的节水活动", "从点滴做起、从岗位做起节水活动"),
    ("“送书进企业”等活动", "送书进企业活动"),
    ("争创安全班组和岗位等活动", "争创安全班组和岗位活动"),
    ("“安全第一”为主题的演讲比赛", "安全第一主题演讲比赛"),
    ("“小发明、小改造”（以下简称“两小”）竞赛", "小发明、小改造竞赛"),
    ("职工素质工程", "职工素质工程"),
]
ONE = [
    ("文化节", "首届职工文化节"),
    ("要约行动", "百分百要约行动"),
    ("预警网络", "劳动关系预警网络"),
    ("和谐园区创建活动", "创建和谐园区（楼宇）活动"),
    ("两个普遍", "两个普遍工作"),
    ("送温暖", "送温暖慰问活动"),
    ("百日会战竞赛", "百日会战劳动竞赛"),
    ("阳光行动", "阳光助学行动"),
]
TWO = [
    ("职工运动会", "职工文化节"),
    ("职工素质工程", "职工素质工程成果展示"),
    ("送法进企业活动", "送书进企业活动"),
    ("两争一树", "两争一树与厂务公开相衔接工作"),
    ("建家活动", "创模活动"),
    ("安康杯竞赛", "安康杯知识竞赛"),
    ("红旗竞赛", "红旗征文竞赛"),
    ("职工大赛", "职工技能大赛"),
]


@pytest.mark.parametrize(("surface", "name"), CANONICAL)
def test_canonical(surface: str, name: str) -> None:
    assert canonical(surface) == name
    assert canonical(name) == name


@pytest.mark.parametrize(("a", "b"), ONE)
def test_spellings_of_one_programme(a: str, b: str) -> None:
    assert same(a, b) and same(b, a)


@pytest.mark.parametrize(("a", "b"), TWO)
def test_two_programmes(a: str, b: str) -> None:
    assert not same(a, b) and not same(b, a)


def test_merge_takes_the_fullest_form() -> None:
    names = ["首届职工文化节", "职工文化节", "文化节", "职工运动会"]
    assert merge(names) == {
        "首届职工文化节": "首届职工文化节",
        "职工文化节": "首届职工文化节",
        "文化节": "首届职工文化节",
        "职工运动会": "职工运动会",
    }


def test_a_general_form_before_a_special_one_is_another_programme() -> None:
    names = ["节水活动", "从点滴做起、从岗位做起节水活动"]
    assert merge(names)["节水活动"] == "节水活动"


def test_long_input_stays_linear() -> None:
    assert find("“" * 20_000) == []
    assert find("、".join(["活动"] * 10_000)) == []
    assert find("创建" * 10_000) == []
