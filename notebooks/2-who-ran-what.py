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
# # 2　谁开展了什么 · Who ran what
#
# 同一项活动，哪些工会在做？工会做事时和谁合作：政府部门、企业，还是社团？本篇用三份示例简报（无锡、绍兴、南通，均为演示而编写），
# 把图谱的回答变成 pandas 的数据框（DataFrame），从一个现成的问题开始，到自己写一句 SPARQL，再到一张汇总表。
#
# **English summary.** Three invented sample bulletins from three cities are asked who runs which programmes. We begin
# with a question that comes with the tool (`who-ran`), write a SPARQL query of our own, and turn both answers into
# pandas data frames. Cross tables show how roles (ran, partner, participant) fall on kinds of bodies and which programmes
# join more than one kind; each line can be followed back to its sentence. With three bulletins this shows how to work, not
# how unions behave, and an absent tie means only that these texts do not state it.

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from kg import demo, ingest, queries, store

pd.set_option("display.max_colwidth", None, "display.unicode.east_asian_width", True)

room = TemporaryDirectory()  # 临时文件夹，笔记本关闭时自动删除
folder = Path(room.name)
texts, gold = demo.copy_samples(folder / "bulletins")
report = ingest.build(texts, graph=folder / "graph")
graph = store.open_graph(folder / "graph")
print("简报", report.bulletins, "| 条目", report.items, "| 参与关系", report.facts["involvement"])

# %% [markdown]
# ## 1. 现成的问题：谁开展了“要约行动”
#
# `kg.queries.questions()` 列出全部现成的问题（命令行：`kg query --list`）。活动可以只给名称的一部分；回答是
# `Table(columns, rows)`，一行就能变成数据框。命令行：`kg query who-ran --param programme=要约行动`。

# %%
question = queries.question("who-ran")
table = queries.run(graph, question, {"programme": "要约行动"})
print(question.zh, question.en)
pd.DataFrame(table.rows, columns=table.columns).drop(columns=["item"])

# %% [markdown]
# 两座城市的简报说到同一个名称的活动。要注意：名称相同不等于就是同一项活动，“百分百要约行动”是各地都用的名称；
# 引句里“会同”的几家单位也算“开展”，因为原文说它们与工会一起做。
#
# ## 2. 自己写一句 SPARQL
#
# 现成的问题不够时，直接写 SPARQL；常用前缀（`tu:`、`org:`、`skos:`、`rdfs:`、`oa:`、`dcterms:`）不必声明。
# 下面取出全部参与关系：组织、类别、角色、活动、简报、引句。“统一名”是人工审定的活动表里的名称：同一活动的几种写法归到一处，
# 不在表中的活动没有统一名，就用原文的名称。

# %%
table = queries.sparql(
    graph,
    """
    SELECT ?组织 ?类别 ?角色 ?活动 ?统一名 ?简报 ?引句 WHERE {
      ?tie a tu:Involvement ; tu:organisation ?body ; tu:programme ?programme ;
        tu:role/skos:notation ?角色 ; tu:evidence ?passage .
      ?body rdfs:label ?组织 ; org:classification/skos:prefLabel ?类别 .
      ?programme rdfs:label ?活动 .
      ?passage oa:exact ?引句 ; oa:start ?start ; dcterms:isPartOf/dcterms:isPartOf/dcterms:source ?简报 .
      FILTER(LANG(?类别) = "zh")
      OPTIONAL { ?programme skos:exactMatch/skos:prefLabel ?统一名 FILTER(LANG(?统一名) = "zh") }
    } ORDER BY ?简报 xsd:integer(?start) ?组织 ?活动
    """,
)
ties = pd.DataFrame(table.rows, columns=table.columns)
ties["统一名"] = ties["统一名"].fillna(ties["活动"])
ties["角色"] = ties["角色"].map({"ran": "开展", "partner": "协助", "participant": "参加"})
ties["城市"] = ties["简报"].str.split("-").str[0].map({"nantong": "南通", "shaoxing": "绍兴", "wuxi": "无锡"})
print("参与关系", len(ties), "| 组织", ties["组织"].nunique(), "| 活动", ties["活动"].nunique())
ties.groupby("城市").agg(关系=("组织", "size"), 组织=("组织", "nunique"), 活动=("活动", "nunique"))

# %% [markdown]
# ## 3. 哪类组织，担任什么角色
#
# 一行一类组织，一列一种角色，格内是关系数（n 为该行合计）。

# %%
roles = pd.crosstab(ties["类别"], ties["角色"]).reindex(columns=["开展", "协助", "参加"], fill_value=0)
roles["n"] = roles.sum(axis=1)
roles.sort_values("n", ascending=False)

# %% [markdown]
# ## 4. 跨类别的活动
#
# 哪些活动把不同类别的组织连在一起？这里数每项活动涉及的组织数、类别数，并列出工会以外的组织。

# %%
across = ties.groupby("活动").agg(
    城市=("城市", lambda names: "、".join(sorted(set(names)))),
    组织=("组织", "nunique"),
    类别=("类别", "nunique"),
)
others = ties[ties["类别"] != "工会"].groupby("活动")["组织"].agg(lambda names: "、".join(sorted(set(names))))
across["工会以外"] = others
across[across["类别"] > 1].sort_values(["类别", "组织"], ascending=False).head(8)

# %% [markdown]
# ## 5. 在不止一座城市出现的活动
#
# 上一表里“安康杯竞赛”和“安康杯竞赛活动”是两行。按统一名归并以后，再数一项活动出现在几座城市：

# %%
cities = ties.groupby("统一名").agg(
    城市数=("城市", "nunique"),
    城市=("城市", lambda names: "、".join(sorted(set(names)))),
    写法=("活动", lambda names: "、".join(sorted(set(names)))),
    组织=("组织", "nunique"),
)
cities[cities["城市数"] > 1].sort_values(["城市数", "组织"], ascending=False)

# %% [markdown]
# ## 6. 抽查引句
#
# 汇总表里的每个数都能拆回句子。随机抽六条（固定种子），请读一读引句是否真的说了这件事：

# %%
ties.sample(6, random_state=7).sort_index()[["组织", "角色", "活动", "引句"]]

# %% [markdown]
# ## 可以说什么，不可以说什么
#
# * 三份示例简报只够演示方法；城市之间的差别可能只是篇幅和写法的差别。
# * 没有写到的合作不等于没有合作；工会简报自然以工会为主语，政府和企业的份量被低估。
# * 参与关系是各类事实中较难读准的一类（README“Quality”一节的 involvements 一行），汇总数字要当作约数，下结论前先抽查。
#
# 上一篇：[从一份简报到图谱](1-bulletin-to-graph.ipynb)。下一篇：[目标与结果](3-targets-and-results.ipynb)。
