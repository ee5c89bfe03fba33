// The side panel, the tooltip and the list: what a node or line is, its figures, and every quote with its place.
const element = (name, attributes, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
};
const by = (id) => document.getElementById(id);
const SHOWN_TIES = 40, SHOWN_QUOTES = 6, TOOLTIP_QUOTES = 2, LIST_ROWS = 200;
const small = (text) => element("i", {}, text);
const kindOf = (node) => `${DATA.kinds[node.kind][1]} ${DATA.kinds[node.kind][2]}`;
const roleOf = (role) => `${DATA.roles[role][1]} ${DATA.roles[role][2]}`;
const sourceOf = ([, item, start, end]) => `${DATA.items[item].join(" · ")} [${start}:${end}]`;

const sign = (kind) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const round = kind !== "programme";
  const shape = document.createElementNS(svg.namespaceURI, round ? "circle" : "rect");
  const size = round ? { cx: 7, cy: 7, r: 6 } : { x: 1.5, y: 1.5, width: 11, height: 11 };
  Object.entries({ ...size, fill: DATA.kinds[kind][0] }).forEach(([key, value]) => shape.setAttribute(key, value));
  Object.entries({ width: 14, height: 14, "aria-hidden": "true" }).forEach(([key, value]) => svg.setAttribute(key, value));
  svg.append(shape);
  return svg;
};
const isNear = (page) => page && !/^[a-z][a-z0-9+.-]*:/i.test(page); // a page of the same site, never a scheme
const link = (place) => {
  const source = sourceOf(place);
  return isNear(place[4]) ? element("a", { href: place[4] }, source) : source;
};
const quote = (place, when = "") => element("figure", { class: "quote" },
  element("blockquote", {}, `“${place[0]}”`), element("figcaption", {}, link(place), when ? ` ${when}` : ""));
const nodeButton = (node, text = node.label) =>
  element("button", { type: "button", class: "node", "data-node": node.id, onclick: () => VIEW.choose(node.id) }, sign(node.kind), element("span", {}, text));

// The first of a list at once, the rest by a click.
const someOf = (list, most, make, word) => {
  const parts = list.slice(0, most).map(make);
  if (list.length <= most) return parts;
  const more = element("button", { type: "button", class: "more", onclick: () =>
    more.replaceWith(...someOf(list.slice(most), most * 2, make, word)) }, `另有 ${list.length - most} ${word}`);
  return [...parts, more];
};

const tieParts = (edge, from) => {
  const told = seen.told[edge.id].length ? seen.told[edge.id] : edge.told;
  const roles = [...new Set(told.map((one) => one[ROLE]))].sort().map(roleOf).join("、");
  return element("section", {}, element("h3", {}, small(roles), nodeButton(otherEnd(edge, from))),
    ...someOf(told, SHOWN_QUOTES, (one) => quote(one[PLACE], one[WHEN] || "日期不明 undated"), "条 more quotes"));
};

const figureParts = (figures) => {
  if (!figures.length) return [];
  const named = new Map();
  for (const figure of figures) named.set(figure.indicator, [...(named.get(figure.indicator) ?? []), figure]);
  const targets = (list) => list.filter((figure) => figure.status === "target").length;
  const ranked = [...named].sort(([, one], [, other]) => (targets(other) > 0) - (targets(one) > 0) || other.length - one.length);
  const line = (figure) => element("li", { class: figure.status },
    element("b", {}, `${figure.status === "target" ? "目标 target" : "结果 result"} ${figure.told}`),
    ` ${figure.period || "时期不明 undated"}`, figure.body >= 0 ? ` · ${NODES[figure.body].label}` : "", quote(figure.place));
  return [element("details", { class: "figures", open: "" }, element("summary", {}, `数据：目标与结果 Figures: targets and results (${figures.length})`),
    ...someOf(ranked, 8, ([indicator, list]) => element("section", {}, element("h3", {}, indicator),
      element("ul", {}, ...[...list].sort((a, b) => (a.period < b.period ? -1 : 1)).map(line))), "项指标 more indicators"))];
};

const nodeParts = (node) => {
  const ties = (seen.ties[node.id].length ? seen.ties[node.id] : node.ties).map((id) => EDGES[id]);
  ties.sort((one, other) => strongest(one.told) - strongest(other.told) || other.told.length - one.told.length || one.id - other.id);
  const facts = [["又称 also", node.aliases.join("、")], ["上级 under", node.parent.replaceAll("|", "、")],
                 ["所在地 place", node.place.replaceAll("|", "、")], ["主题 themes", node.themes.join("、")],
                 ...Object.values(MEASURES).map(([zh, en, value]) => [`${zh} ${en}`, String(value(node))])].filter(([, text]) => text);
  const figures = FIGURES.filter((figure) => figure.body === node.id || figure.programme === node.id);
  return [element("h2", { tabindex: "-1" }, node.label), element("p", {}, sign(node.kind), " ", kindOf(node),
    ...(isNear(node.page) ? [" · ", element("a", { href: node.page }, "专页 its page")] : [])),
    element("dl", {}, ...facts.flatMap(([name, text]) => [element("dt", {}, name), element("dd", {}, text)])),
    ...figureParts(figures), ...someOf(ties, SHOWN_TIES, (edge) => tieParts(edge, node.id), "条联系 more ties")];
};
const edgeParts = (edge) => [element("h2", { tabindex: "-1" }, `${NODES[edge.a].label} — ${NODES[edge.b].label}`),
  nodeButton(NODES[edge.a]), tieParts(edge, edge.a),
  ...figureParts(FIGURES.filter((figure) => (figure.body === edge.a && figure.programme === edge.b) || (figure.body === edge.b && figure.programme === edge.a)))];
const groupParts = (group) => {
  const inside = NODES.filter((node) => node.group === group && isSeen(node)).sort((one, other) => size(other) - size(one) || one.id - other.id);
  return [element("h2", { tabindex: "-1" }, `一组 ${inside.length} 个节点 a group of ${inside.length} nodes`),
    element("p", {}, small("联系紧密的组织和活动，由算法（Louvain）划分。 Bodies and programmes closely tied, parted by an algorithm (Louvain).")),
    ...someOf(inside, SHOWN_TIES, (node) => element("div", {}, nodeButton(node)), "个 more")];
};

const panel = by("panel");
const HINT = "点击圆点、方块或连线，查看原文；也可以用上面的搜索框。 Click a body, a programme or a line to read its quotes, or search above.";
const showPanel = (parts, focus = false) => {
  panel.replaceChildren(...(parts.length ? parts : [element("p", {}, small(HINT))]));
  panel.scrollTop = 0;
  if (parts.length && NARROW.matches && VIEW.begun) panel.scrollIntoView({ block: "start" });
  if (focus) panel.querySelector("h2")?.focus({ preventScroll: true });
};
const NARROW = matchMedia("(max-width: 60rem)");

// ---------------------------------------------------------------- tooltip
const tip = by("tip");
const showTip = (parts, { x, y }) => {
  const frame = by("drawing").getBoundingClientRect();
  tip.replaceChildren(...parts);
  tip.hidden = false;
  tip.style.left = `${Math.max(4, Math.min(x + 14, frame.width - tip.offsetWidth - 4))}px`;
  tip.style.top = `${y + 16 + tip.offsetHeight > frame.height ? Math.max(4, y - tip.offsetHeight - 12) : y + 16}px`;
};
const hideTip = () => { tip.hidden = true; };
const tipOf = (title, told) => [element("strong", {}, title), ...told.slice(0, TOOLTIP_QUOTES).map((one) => quote(one[PLACE])),
  ...(told.length > TOOLTIP_QUOTES ? [small(`… 另有 ${told.length - TOOLTIP_QUOTES} 条，点击查看 / ${told.length - TOOLTIP_QUOTES} more, click`)] : [])];

// ---------------------------------------------------------------- the list of all that is seen
const list = by("list");
const listRows = () => {
  const rows = EDGES.flatMap((edge) => seen.told[edge.id].map((told) => [edge, told]));
  const make = ([edge, told]) => {
    const [body, programme] = NODES[edge.a].mode === BODY ? [edge.a, edge.b] : [edge.b, edge.a];
    return element("tr", {}, element("td", {}, nodeButton(NODES[body])), element("td", {}, roleOf(told[ROLE])),
      element("td", {}, nodeButton(NODES[programme])), element("td", {}, `“${told[PLACE][0]}”`), element("td", {}, link(told[PLACE])));
  };
  const grow = (from) => {
    const more = rows.slice(from, from + LIST_ROWS).map(make);
    if (from + LIST_ROWS < rows.length) {
      const row = element("tr", {}, element("td", { colspan: 5 }, element("button", { type: "button", class: "more", onclick: () =>
        row.replaceWith(...grow(from + LIST_ROWS)) }, `另有 ${rows.length - from - LIST_ROWS} 条 more`)));
      more.push(row);
    }
    return more;
  };
  list.querySelector("tbody").replaceChildren(...grow(0));
};
list.addEventListener("toggle", () => { if (list.open) listRows(); });
