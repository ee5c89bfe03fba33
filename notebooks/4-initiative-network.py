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
# # 4　活动网络 · The initiative network
#
# 把组织和活动当作两类节点，“开展、协助、参加”当作连线，就得到一张二部网络。谁把不同的活动连起来？组织是不是分成一群一群？
# 这样的分群，比“各做各的、碰巧同名”更明显吗？本篇用三份示例简报（为演示而编写）走一遍：度量、分群、与随机网络比较、投影、画图。
#
# **English summary.** Bodies and programmes of three invented sample bulletins form a two-mode network. We measure
# prominence (ties, betweenness, BiRank), find communities and ask how stable they are, and set modularity and
# nestedness beside 200 random networks in which every body and programme keeps its number of ties. Then we project
# the network onto bodies with Newman's weights and list who co-operated in so many words. The picture is static for reading on
# a code host; the interactive view (pyvis) below it opens in a running notebook or an exported page. Three bulletins of
# three cities fall apart into cities by construction: the numbers show the method, not a finding about unions.

# %%
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd
from IPython.display import HTML

from kg import demo, ingest, store, tables
from kg.network import charts, measures, null, projection, two_mode
from kg.network import cooperation as together
from kg.views import about, network_page, palette, picture

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
rows = list(tables.rows(store.open_graph(folder / "graph")))

# %% [markdown]
# ## 1. 从表到网络
#
# `kg.network` 只认表里的行，不认图谱；得到的是普通的 NetworkX 图，节点有名称、类别，连线有角色、权重和全部引句。
# 命令行：`kg analyse`（表格、报告、Gephi 用的 GEXF）和 `kg view network`（交互网页）。

# %%
ties = two_mode.ties(rows)
graph = two_mode.network(ties)
bodies = [node for node, mode in graph.nodes(data="mode") if mode == "organisation"]
parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
pd.DataFrame(
    {
        "组织": [len(bodies)],
        "活动": [len(graph) - len(bodies)],
        "连线": [graph.number_of_edges()],
        "互不相连的块": [len(parts)],
        "最大一块的节点": [len(parts[0])],
    },
    index=["n"],
)

# %% [markdown]
# ## 2. 谁突出
#
# 每个量是什么意思、不是什么意思，`kg.network.measures.MEASURES` 里都写着，先看这张说明：

# %%
shown = ["degree", "betweenness", "coreness", "birank"]
pd.DataFrame(
    [(m.zh, m.source, m.meaning_zh, m.caveat_zh) for m in (measures.MEASURES[name] for name in shown)],
    columns=["量", "出处", "意思", "不要误读"],
).set_index("量")

# %%
measured = measures.measure(graph)
table = pd.DataFrame(measured.rows)
table["类别"] = table["kind"].map({kind: zh for kind, (_, zh, _) in palette.KINDS.items()})
table = table.rename(columns={name: measures.MEASURES[name].zh for name in [*shown, "community"]})
numbers = [measures.MEASURES[name].zh for name in shown]
table[table["mode"] == "organisation"].head(8)[["label", "类别", *numbers]].round(3).set_index("label")

# %%
table[table["mode"] == "programme"].head(8)[["label", *numbers]].round(3).set_index("label")

# %% [markdown]
# 市级总工会排在前面，一个重要的原因是简报由它编发、以它为主语。联系数只差一两个的，先后没有意义。
#
# ## 3. 分成几群，靠得住吗
#
# 用 Leiden 算法从 20 个种子各分一次，取模块度最高的一次；调整兰德指数接近 1 表示每次分得一样。

# %%
groups = measured.communities
print(
    f"群组 {groups.count} 个，模块度 {groups.modularity:.3f}，调整兰德指数 {groups.rand:.3f}（{groups.runs} 个种子）"
)
table.sort_values(["联系数", "label"], ascending=[False, True]).groupby("所属群组").agg(
    节点=("label", "size"), 联系最多的成员=("label", lambda names: "、".join(names[:4]))
).head(6)

# %% [markdown]
# 分得稳定，模块度也高，是不是就说明组织真的抱团？不一定：网络本来就断成许多块，块与块之间没有连线，怎样分都稳定，模块度自然高。
# 所以要问：每个组织、每项活动的联系数不变，只把“谁连谁”打乱，模块度一般有多高？这就是零模型。z 值是实际值比随机均值高出几个标准差，
# p 是随机网络中不低于实际值的比例。嵌套度（NODF）同样处理。

# %%
tests = {("三份合在一起", "模块度"): null.modularity_z(graph, seed=7)}
tests["三份合在一起", "嵌套度 NODF"] = null.nestedness_z(graph, seed=7)
for name in sorted({tie["bulletin"] for tie in ties}):
    own = two_mode.network([tie for tie in ties if tie["bulletin"] == name])
    tests[f"只看 {name}", "模块度"] = null.modularity_z(own, seed=7)
pd.DataFrame(
    [
        (
            f"{test.observed:.3f}",
            f"{test.mean:.3f}",
            f"{test.sd:.3f}",
            f"{test.z:.1f}",
            f"{test.p:.3f}",
            test.draws,
        )
        for test in tests.values()
    ],
    columns=["实际", "随机均值", "标准差", "z", "p", "随机网络"],
    index=pd.MultiIndex.from_tuples(tests, names=["网络", "量"]),
)

# %%
test = tests["三份合在一起", "模块度"]
figure, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
axes.hist(
    test.values,
    bins=20,
    color=charts.COLOURS[2],
    edgecolor="white",
    label=f"随机网络 random (n={test.draws})",
)
axes.axvline(
    test.observed, color=charts.OBSERVED, linewidth=2.5, label=f"实际 observed = {test.observed:.3f}"
)
axes.set_xlabel("模块度 modularity（Barber）")
axes.set_ylabel("网络数 networks")
axes.set_ylim(top=axes.get_ylim()[1] * 1.25)
axes.set_title(f"与度数相同的随机网络相比（{graph.number_of_edges()} 条连线）", fontsize=11)
axes.legend(frameon=False, ncols=2, loc="upper center")
plt.show()

# %%
for (name, quantity), test in tests.items():
    print(f"{name}，{quantity}：{test.caveat_zh}")

# %% [markdown]
# 读法：三份合在一起时模块度高于随机，首先因为三座城市的组织各在各的简报里，这是材料的来历，不是“抱团”的证据；所以要再看每份简报自己的
# z。单份的网络都很小，z 只作参考。要研究抱团，应当用同一座城市的多份简报。
#
# ## 4. 谁与谁
#
# 投影：两个组织参与同一项活动就相连，n 个组织参与的活动只算 1/(n-1)（Newman 2001），大活动不会使人人都显得密切。
# 合作则更严：同一条信息说两家一起开展、协助，或联合发文。

# %%
shared = projection.shared(graph, weighting="newman")
joint = together.cooperation(rows)
pd.DataFrame(
    [
        (one.nodes[a]["label"], one.nodes[b]["label"], round(its["weight"], 2), name)
        for name, one in (("共同活动", shared), ("合作", joint))
        for a, b, its in sorted(
            one.edges(data=True),
            key=lambda e: (-e[2]["weight"], one.nodes[e[0]]["label"], one.nodes[e[1]]["label"]),
        )[:6]
    ],
    columns=["组织", "组织 ", "权重", "网络"],
)

# %% [markdown]
# ## 5. 图
#
# 位置由 `kg.network.layout` 算出，下面的交互视图和 `kg view network` 的网页也用它；种子固定，每次一样。圆是组织（颜色为类别），
# 方块是活动；节点越大，联系越多。先看全图，再看最大的一块。位置只为看得清，远近没有含义。

# %%
picture.figure(
    graph,
    title=f"全图：{len(graph)} 个节点，{graph.number_of_edges()} 条连线（只标联系最多的 25 个名称）",
    labels=25,
)

# %%
largest = graph.subgraph(parts[0])
picture.figure(largest, title=f"最大的一块：{len(largest)} 个节点，{largest.number_of_edges()} 条连线")

# %% [markdown]
# ### 交互视图
#
# 在运行着的 Jupyter 里，或导出成网页（File → Save and Export → HTML）以后，下面是可以搜索、筛选、点击的网络（pyvis，不连外网）：
# 点一条连线，看全部引句。代码托管网站出于安全会去掉它，只留上面的图；单独的网页用 `kg view network` 生成。

# %%
page = network_page.page(graph, title="活动网络：三份示例简报", about=about.about(rows))
HTML(
    f'<div><iframe srcdoc="{escape(page)}" width="100%" height="640" style="border:1px solid #ccc"></iframe></div>'
)

# %% [markdown]
# ## 可以说什么，不可以说什么
#
# * 可以说：在这三份简报里，谁与哪些活动相连，连线出自哪一句；哪些结构超出了度数本身带来的。
# * 不可以说：谁的工作更好，谁影响了谁。连线是“简报写到”，漏写、漏读都会少一条；一条线就能改变中介中心性。
# * 不可以把 z 值拿去和别的网络比：它随网络大小而变。示例只有三份简报，三座城市各自成块是材料造成的。
#
# 上一篇：[目标与结果](3-targets-and-results.ipynb)。下一篇：[用自己的简报](5-your-own-bulletins.ipynb)。
