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
# # 1　从一份简报到图谱 · One bulletin, from text to graph
#
# 一份工会简报，程序到底读出了什么？本篇拿一份示例简报（为演示而编写，并非真实简报），从文件一步步走到图谱：
# 切分条目、标出提及、读出事实、写成图谱，再从图谱回到原文，逐字核对。每一步都说明用到哪个模块，以及命令行里怎样做同一件事。
#
# **English summary.** We follow one sample bulletin (invented, in the genre) from its bytes to a graph. It is cut into
# items; each item's mentions are marked and short names resolved from context (县总 becomes the union of Rudong county,
# with the reason kept); facts are read by named rules, each with a measured confidence and a quote; the graph states
# them as RDF. At the end we go back: every quote in the graph equals the text at its offsets. What this check cannot
# show is whether a rule *understood* the sentence – that is what the quotes are for, and notebook 5 measures it.

# %%
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from IPython.display import Markdown

from kg import bulletin, checks, demo, explain, ingest, queries, store, tables

pd.set_option("display.max_colwidth", None, "display.unicode.east_asian_width", True)

room = TemporaryDirectory()  # 临时文件夹，笔记本关闭时自动删除
folder = Path(room.name)
texts, gold = demo.copy_samples(folder / "bulletins")
[path.name for path in texts]

# %% [markdown]
# ## 1. 文件与条目
#
# `kg.bulletin` 认出编码，读出报头（编发单位、日期），再按标题、栏目和署名把正文切成条目。原文一字不改地保留，
# 以后所有的“位置”都是在这段原文里从 0 数起的字符（Unicode 码点），含起点、不含终点。

# %%
source = bulletin.read(texts[0])
print("标题", source.title, "| 编发", source.issuer, "| 日期", source.date, "|", len(source.text), "字符")
pd.DataFrame(
    [(one.position, one.section, one.form, one.title, one.end - one.start) for one in source.items],
    columns=["条目", "栏目", "体裁", "标题", "字符数"],
).set_index("条目")

# %% [markdown]
# 以下只看第 2 条。它的原文是：

# %%
item = source.items[1]
print(source.text[item.start : item.end])

# %% [markdown]
# ## 2. 提及：谁、什么活动、哪个人
#
# 文中写“县总”，指的是哪个县的工会？程序从标题、署名和报头判断，并把理由记下来（`reason`）。`rule` 是识别规则的名称，
# `confidence` 是这条规则在开发用标注文本上的可信度，不是对这一句的保证。命令行：`kg explain 简报.txt --item 2`。

# %%
read, found = ingest.read(texts[0])
facts_of_item = found[1]
print(explain.context(facts_of_item))
print()
print(
    "".join(
        f"⟦{text}｜{explain.NAMES[type(mention.entity)][0]}⟧" if mention else text
        for text, mention in explain.marked(read, facts_of_item)
    )
)

# %%
mentions = pd.DataFrame(
    [line.cells() for line in explain.mentions(read, facts_of_item)], columns=explain.COLUMNS
)
mentions[["kind", "quote", "says", "rule", "confidence", "reason"]]

# %% [markdown]
# ## 3. 事实：谁做了什么，数字是多少
#
# 事实有六类：参与（谁开展、协助、参加哪项活动）、数据（结果或目标）、文件、任职、事件、获奖。每条都带原文（`quote`）和位置（`at`）。
# 请逐条对照原文读一遍：指标的用词直接取自原文，有时会带上多余的字或漏掉限定语，所以引用数字前要看原句。

# %%
facts = pd.DataFrame([line.cells() for line in explain.facts(read, facts_of_item)], columns=explain.COLUMNS)
facts[["kind", "says", "rule", "confidence", "quote", "at"]]

# %% [markdown]
# ## 4. 写成图谱
#
# `kg.ingest.build` 把简报读进一个文件夹里的图谱（命令行：`kg build 简报文件夹`）。每份简报的事实是一组 RDF 四元组，
# 简报改动后重建，只替换这一份。`kg.checks` 用 SHACL 检查结构，并检查不该出现的矛盾。

# %%
report = ingest.build(texts[:1], graph=folder / "graph")
graph = store.open_graph(folder / "graph")
print("条目", report.items, "| 四元组", report.quads, "| 检查出的问题", len(list(checks.check(graph))))
pd.Series(report.facts, name="数量").rename_axis("类别").to_frame().T

# %% [markdown]
# 一条“数据”在图谱里的样子，以这一条里开行专车的数字为例（前缀从略，只留最后一段）：

# %%
about = queries.sparql(
    graph,
    """
    SELECT ?property ?value WHERE {
      ?fact a tu:Outcome ; tu:evidence/oa:exact "开行返乡专车86趟" ; ?property ?value
    } ORDER BY ?property ?value
    """,
)
pd.DataFrame(
    [[cell.rpartition("#")[2].rpartition("/")[2] for cell in row] for row in about.rows],
    columns=["属性 property", "值 value"],
)

# %% [markdown]
# ## 5. 从图谱回到原文
#
# 用 SPARQL 问这一条里的全部数字，连同原句和位置：

# %%
answer = queries.sparql(
    graph,
    """
    SELECT ?indicator ?comparator ?value ?unit ?status ?quote ?start ?end WHERE {
      ?fact a tu:Outcome ; tu:indicator ?indicator ; tu:value ?value ; tu:unit ?unit ;
        tu:comparator/skos:notation ?comparator ; tu:status/skos:notation ?status ; tu:evidence ?passage .
      ?passage oa:exact ?quote ; oa:start ?start ; oa:end ?end ; dcterms:isPartOf/tu:position 2 .
    } ORDER BY xsd:integer(?start) xsd:integer(?end)
    """,
)
pd.DataFrame(answer.rows, columns=answer.columns)

# %% [markdown]
# 最后核对整份简报：导出表里每一条带引句的事实，引句是否就是原文相应位置的字？

# %%
rows = [(table, row) for table, row in tables.rows(graph) if row.get("quote")]
same = [source.text[int(row["start"]) : int(row["end"])] == row["quote"] for _, row in rows]
Markdown(
    f"共核对 **{len(rows)}** 条带引句的事实（"
    + "、".join(f"{table} {count}" for table, count in sorted(Counter(table for table, _ in rows).items()))
    + f"），与原文逐字相同的有 **{sum(same)}** 条。"
)

# %% [markdown]
# ## 读到这里，可以说什么，不可以说什么
#
# * 可以说：图谱里的每一条事实都能回到原文的字句；同一份文件每次读出的结果相同。
# * 不可以说：每一条都理解对了。可信度是规则在开发文本上的平均表现，换一个城市、换一种写法，会低一些；README 的“Quality”
#   一节按类别给出了在留出文本上的准确程度。
# * 图谱说的是“简报这样写”，不是“事情就是这样”：简报由工会自己编写，报喜多、报忧少，数字未经核实。
#
# 下一篇：[谁开展了什么](2-who-ran-what.ipynb)。
