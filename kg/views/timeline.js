// Rows of programmes or bodies over time: who did what when. What has no date stands in a column of its own.
const LAST_SHOWN = 100; // rows at once
const FIRST = 5, LAST = 6; // of one telling of a tie: first and last day as numbers, 0 where undated
VIEW.orders = { first: ["最早日期", "first date"] };
const DAYS = EDGES.flatMap((edge) => edge.told.flatMap((told) => (told[FIRST] ? [told[FIRST], told[LAST]] : [])));
const begins = DAYS.reduce((one, other) => Math.min(one, other), Infinity);
const ends = DAYS.reduce((one, other) => Math.max(one, other), -Infinity);
const left = (day) => (ends > begins ? (100 * (day - begins)) / (ends - begins) : 50);
const EPOCH = 719163; // the day 1970-01-01, counted from 0001-01-01 as day 1
const dayOf = (year, month) => Date.UTC(year, month, 1) / 864e5 + EPOCH;

const axis = () => {
  if (!DAYS.length) return;
  const year = (day) => new Date((day - EPOCH) * 864e5).getUTCFullYear();
  const years = year(ends) - year(begins) + 1;
  const step = years <= 1 ? 2 : years <= 3 ? 6 : 12 * Math.ceil(years / 10);
  for (let month = 0; month < years * 12; month += step) {
    const day = dayOf(year(begins), month);
    if (day < begins || day > ends) continue;
    const at = new Date((day - EPOCH) * 864e5);
    const mark = element("span", {}, step < 12 ? at.toISOString().slice(0, 7) : String(at.getUTCFullYear()));
    mark.style.left = `${left(day)}%`;
    by("axis").append(mark);
  }
  by("axis").append(element("b", {}, "日期不明 undated"));
};

// The tellings of a row's ties, those of one date together.
const marksOf = (node) => {
  const marks = new Map();
  for (const id of seen.ties[node.id]) {
    for (const told of seen.told[id]) {
      const when = told[FIRST] ? told[WHEN] : "";
      const mark = marks.get(when) ?? { when, first: told[FIRST], last: told[LAST], told: [] };
      mark.told.push([EDGES[id], told]);
      marks.set(when, mark);
    }
  }
  return [...marks.values()].sort((one, other) => one.first - other.first || one.last - other.last);
};
const markParts = (node, mark) => [element("h2", { tabindex: "-1" }, node.label), element("p", {}, mark.when || "日期不明 undated"),
  ...someOf(mark.told, SHOWN_TIES, ([edge, told]) => element("section", {}, element("h3", {}, small(roleOf(told[ROLE])), nodeButton(otherEnd(edge, node.id))), quote(told[PLACE])), "条 more")];
const markButton = (node, mark, known) => {
  const others = mark.told.map(([edge]) => otherEnd(edge, node.id));
  const fresh = others.filter((other) => !known.has(other.id));
  others.forEach((other) => known.add(other.id));
  const kinds = new Set(others.map((other) => other.kind));
  const names = [...new Set(others.map((other) => other.label))];
  const words = `${mark.when || "日期不明 undated"}：${names.slice(0, 5).join("、")}${names.length > 5 ? ` 等 ${names.length}` : ""}`;
  const made = element("button", { type: "button", class: `mark${mark.first && fresh.length ? " fresh" : ""}`, "aria-label": `${node.label} ${words}`, title: words,
    onclick: () => showPanel(markParts(node, mark)) }, mark.told.length > 1 ? String(mark.told.length) : "");
  const colours = [...kinds].map((kind) => DATA.kinds[kind][0]); // of several kinds: a slice each
  made.style.background = `conic-gradient(${colours.map((one, at) => `${one} ${(100 * at) / colours.length}% ${(100 * (at + 1)) / colours.length}%`)})`;
  if (mark.first) made.style.left = `${left((mark.first + mark.last) / 2)}%`;
  return made;
};
const rowOf = ({ node, marks }) => {
  const known = new Set();
  const strip = element("div", { class: "strip" });
  let right = -Infinity;
  let lane = 0;
  for (const mark of marks.filter((one) => one.first)) {
    const span = element("span", { class: "span" });
    span.style.left = `${left(mark.first)}%`;
    span.style.width = `${left(mark.last) - left(mark.first)}%`;
    const button = markButton(node, mark, known);
    const middle = left((mark.first + mark.last) / 2);
    lane = middle - right < 4 ? lane + 1 : 0; // 4 %: about the width of a mark
    right = Math.max(right, middle);
    span.style.top = `${lane * 1.5 + 0.8}rem`;
    button.style.top = `${lane * 1.5 + 0.2}rem`;
    strip.append(span, button);
    strip.style.minHeight = `${Math.max(parseFloat(strip.style.minHeight) || 0, lane * 1.5 + 1.7)}rem`;
  }
  const undated = element("div", { class: "undated" }, ...marks.filter((one) => !one.first).map((mark) => markButton(node, mark, known)));
  return element("li", { id: `row-${node.id}` }, element("div", { class: "name" }, nodeButton(node)), strip, undated);
};
VIEW.draw = () => {
  const mode = Number(form.elements.rows.value);
  const rows = NODES.filter((node) => node.mode === mode && seen.ties[node.id].length).map((node) => ({ node, marks: marksOf(node) }));
  const start = ({ marks }) => marks.find((mark) => mark.first)?.first ?? Infinity;
  rows.sort(form.elements.measure.value === "first" ? (one, other) => start(one) - start(other) || size(other.node) - size(one.node) || one.node.id - other.node.id
    : (one, other) => size(other.node) - size(one.node) || start(one) - start(other) || one.node.id - other.node.id);
  const at = rows.findIndex(({ node }) => node.id === chosen.node);
  const most = at >= LAST_SHOWN ? at + 1 : LAST_SHOWN;
  by("rows").replaceChildren(...someOf(rows, most, rowOf, "行 more rows"));
  const undated = EDGES.flatMap((edge) => seen.told[edge.id]).filter((told) => !told[FIRST]).length;
  by("count").textContent = `${rows.length} 行 rows · ${seen.edges} 条联系 ties · 日期不明 undated: ${undated}`;
  if (chosen.node !== null) by(`row-${chosen.node}`)?.classList.add("chosen");
};
VIEW.choose = (id, focus = true) => {
  if (!isSeen(NODES[id])) VIEW.unfilter();
  chosen.node = id;
  form.elements.rows.value = String(NODES[id].mode);
  VIEW.draw();
  by(`row-${id}`)?.scrollIntoView({ block: "center" });
  showPanel(nodeParts(NODES[id]), focus);
};
VIEW.clear = () => { chosen.node = null; VIEW.draw(); showPanel([]); };
VIEW.whole = VIEW.clear;
VIEW.begin = () => { axis(); VIEW.draw(); };
