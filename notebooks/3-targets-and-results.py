# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 3　目标与结果 · Targets and results
#
# 简报里数字很多：完成了多少、打算做到多少。图谱把每个数字记成一条“数据”：指标、数值、单位、界限（≥、≤、约）、是结果还是目标、
# 谁的、哪项活动的、什么时期的。本篇用三份示例简报（为演示而编写）看：报结果的多还是报目标的多，目标定得多高，目标与结果能不能对上，
# 哪些数字不可以相加。
#
# **English summary.** Figures of three invented sample bulletins as data: indicator, value, unit, bound, result or target,
# body, programme, period, quote. They state many more results than targets. Shares (%) are drawn beside each other,
# targets hollow and results filled, but each is a share of something else, so the chart compares levels of ambition and of
# reporting, not achievement. The strict question which results meet a target of the same indicator and body is
# answered by `targets-reached`; a text that states its own degree of completion (“82.6% of the yearly target”) tells more.
# The last section shows why figures must not be summed blindly: some are parts of others.

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
import pandas as pd

from kg import demo, ingest, queries, store, tables
from kg.network import charts

# %config InlineBackend.print_figure_kwargs = {"bbox_inches": None}
pd.set_option("display.max_colwidth", None, "display.unicode.east_asian_width", True)
plt.rcParams.update(
    {
        "font.family": [charts.font(), "sans-serif"],  # 本机的中文字体；没有时会说明怎样安装
        "text.parse_math": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "figure.dpi": 100,
    }
)

room = TemporaryDirectory()  # 临时文件夹，笔记本关闭时自动删除
folder = Path(room.name)
texts, gold = demo.copy_samples(folder / "bulletins")
ingest.build(texts, graph=folder / "graph")
graph = store.open_graph(folder / "graph")

# %% [markdown]
# ## 1. 全部数字，一张表
#
# `kg.tables.rows` 给出与 `kg export` 相同的行；`outcomes` 是数据表。把条目的标题和简报接上，以后好找出处。

# %%
rows = list(tables.rows(graph))
items = pd.DataFrame(row for table, row in rows if table == "items")[["item", "bulletin", "title"]]
figures = pd.DataFrame(row for table, row in rows if table == "outcomes").merge(
    items.rename(columns={"title": "条目"}), on="item"
)
figures["数值"] = figures["value"].astype(float)
figures["城市"] = (
    figures["bulletin"].str.split("-").str[0].map({"nantong": "南通", "shaoxing": "绍兴", "wuxi": "无锡"})
)
figures["状态"] = figures["status"].map({"result": "结果", "target": "目标"})
counts = pd.crosstab(figures["城市"], figures["状态"], margins=True, margins_name="合计")
counts

# %% [markdown]
# 结果远多于目标：简报以报成绩为主。下图按活动看，只画数字最多的十项，条长是数据条数。

# %%
named = figures[figures["programme_name"] != ""]
by_programme = pd.crosstab(named["programme_name"], named["状态"]).reindex(
    columns=["结果", "目标"], fill_value=0
)
by_programme = by_programme.assign(n=by_programme.sum(axis=1)).sort_values(["n", "结果"]).tail(10)
figure, axes = plt.subplots(figsize=(8, 4.2), layout="constrained")
axes.barh(by_programme.index, by_programme["结果"], color=charts.COLOURS[0], label="结果 results")
axes.barh(
    by_programme.index,
    by_programme["目标"],
    left=by_programme["结果"],
    color=charts.COLOURS[1],
    hatch=charts.HATCHES[1],
    edgecolor="white",
    label="目标 targets",
)
for place, n in enumerate(by_programme["n"]):
    axes.annotate(f"n={n}", (n, place), (4, 0), textcoords="offset points", va="center", fontsize=9)
axes.set_xlabel("数据条数 number of figures")
axes.set_title(f"各项活动的结果与目标（前十项，共 n={len(named)} 条有活动的数据）", fontsize=11)
axes.legend(frameon=False, loc="lower right")
axes.margins(x=0.08)
plt.show()

# %% [markdown]
# ## 2. 有哪些目标
#
# 现成的问题 `targets`（命令行：`kg query targets`）。`comparator` 是界限：`>=` 不低于，`>` 超过，`=` 恰为。
# 空着的时期（period）表示原文没有说到什么时候为止。

# %%
table = queries.run(graph, queries.question("targets"), {})
targets = pd.DataFrame(table.rows, columns=table.columns).fillna("")
targets["目标"] = targets["comparator"].replace("=", "") + targets["value"] + targets["unit"]
targets[["organisation_name", "indicator", "目标", "period", "quote"]]

# %% [markdown]
# ## 3. 比率：目标与结果放在一起看
#
# 只取以 % 计、指标是“率、面、占”的数字，它们都在 0 到 100 之间。空心是目标（带箭头的是“不低于”），实心是结果。

# %%
shares = figures[
    (figures["unit"] == "%")
    & figures["indicator"].str.contains("率|面$|占")
    & ~figures["indicator"].str.contains("增长|下降")
].sort_values(["status", "数值", "indicator"])
labels = shares["organisation_name"] + "：" + shares["indicator"].str[-14:]
figure, axes = plt.subplots(figsize=(9, 4.8), layout="constrained")
for status, name, face in (("result", "结果 result", charts.COLOURS[0]), ("target", "目标 target", "white")):
    chosen = (shares["status"] == status).to_numpy()
    axes.scatter(
        shares["数值"][chosen],
        [place for place, yes in enumerate(chosen) if yes],
        s=60,
        facecolor=face,
        edgecolor=charts.COLOURS[0] if status == "result" else charts.OBSERVED,
        linewidth=1.6,
        zorder=3,
        label=f"{name} (n={chosen.sum()})",
    )
for place, (value, comparator) in enumerate(zip(shares["数值"], shares["comparator"], strict=True)):
    axes.annotate(
        f"{value:g}", (value, place), (-8, 0), textcoords="offset points", ha="right", va="center", fontsize=8
    )
    if comparator in (">=", ">"):
        axes.annotate(
            "",
            (value + 3.5, place),
            (value + 0.8, place),
            arrowprops={"arrowstyle": "->", "color": charts.OBSERVED},
        )
axes.set_yticks(range(len(shares)), labels, fontsize=9)
axes.set_xlim(shares["数值"].min() - 8, 103)
axes.set_xlabel("%（横轴不从 0 起 the axis does not start at 0）")
axes.grid(axis="x", color="#e4e4e4")
axes.set_title(f"以比率表示的目标与结果（n={len(shares)}，三份示例简报）", fontsize=11)
axes.legend(frameon=False, loc="upper left")
plt.show()

# %% [markdown]
# 目标都定在高处，结果也多在高处：报出来的比率，往往是好看的比率。每个比率的分母不同（建会企业、劳动争议案件、参训的调解员……），
# 一行与另一行之间没有可比性；图只能说明“定了多高、报了多高”。
#
# ## 4. 目标达到了吗
#
# 严格的问法是 `targets-reached`：同一组织、同一指标，先有目标，后有结果。

# %%
table = queries.run(graph, queries.question("targets-reached"), {})
print(queries.question("targets-reached").zh, f"（{len(table.rows)} 行）")
pairs = pd.DataFrame(table.rows, columns=table.columns)
pairs[["organisation_name", "indicator", "target", "result", "unit", "share_percent"]]

# %% [markdown]
# 三份不同城市的简报里很难有这样的一对，行数少（甚至没有）是正常的；同一城市多年的简报放在一起，才看得出兑现没有。
# 不过原文有时自己说出完成了多少，按指标的用词就能找到：

# %%
progress = figures[figures["indicator"].str.contains("指标|计划|任务") & (figures["unit"] == "%")]
progress[["organisation_name", "programme_name", "indicator", "value", "unit", "period", "quote"]]

# %% [markdown]
# ## 5. 哪些数字不可以相加
#
# “资助3050名……其中本科生1102名”：部分已在总数里。图谱用 `part_of` 记下这种关系，问题 `not-to-add` 列出它们
# （`part` 是原文说明的部分，`inside` 等是可能重叠的）。

# %%
table = queries.run(graph, queries.question("not-to-add"), {})
overlaps = pd.DataFrame(table.rows, columns=table.columns).fillna("")
overlaps[overlaps["why"] == "part"][
    ["organisation_name", "indicator", "value", "unit", "other_indicator", "other_value", "quote"]
]

# %%
money = figures[(figures["unit"] == "元") & (figures["programme_name"] == "送温暖活动")]
whole = money[money["part_of"] == ""]
print(f"送温暖活动以元计的数字：{len(money)} 个，全部相加 {money['数值'].sum():,.0f} 元")
print(f"去掉已含在总数里的部分：{len(whole)} 个，相加 {whole['数值'].sum():,.0f} 元")
whole[["indicator", "value", "quote"]]

# %% [markdown]
# 去掉部分以后仍不能相加：剩下的有筹集的，有发放的，还有每户、每人的标准，一笔钱可能先算筹集、再算发放。相加之前，必须读原句。
#
# ## 可以说什么，不可以说什么
#
# * 可以说：这三份简报报结果多、报目标少；每个数字都有原句可查。
# * 不可以说：哪座城市做得更好。数字多少取决于篇幅；指标没有统一口径；未经核实的数字可能只挑好的报。
# * 数字读错的情形主要有：指标带多或带少了字，数字归到了旁边的组织或活动，目标与结果混淆（README“Quality”一节有各项的准确程度）。
#
# 上一篇：[谁开展了什么](2-who-ran-what.ipynb)。下一篇：[活动网络](4-initiative-network.ipynb)。
