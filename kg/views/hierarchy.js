// Bodies under bodies as a tree of lists that open and close; bodies whose parent no text tells come last.
const UNDER = DATA.under.map(() => []); // id -> ids of the bodies directly below
DATA.under.forEach((parents, id) => parents.forEach((parent) => UNDER[parent].push(id)));
const countBelow = (id, passed = new Set([id])) => UNDER[id].reduce((sum, child) => {
  if (passed.has(child)) return sum; // a ring in what the texts say
  passed.add(child);
  return sum + 1 + countBelow(child, passed);
}, 0);
const BELOW = NODES.map((_, id) => countBelow(id));
MEASURES.below = ["下属组织数", "bodies below", (node) => BELOW[node.id]];
VIEW.orders = { below: MEASURES.below };
const unfolded = new Map(); // bodies that the reader opened (true) or closed
const MOST_ROWS = 60; // of the tree at first: so many levels are seen as give no more rows, but three at least
const openTo = (heads) => {
  let level = 0, rows = 0;
  for (let layer = heads, passed = new Set(heads); layer.length && (level < 3 || rows + layer.length <= MOST_ROWS); level += 1) {
    rows += layer.length;
    layer = layer.flatMap((id) => UNDER[id]).filter((id) => !passed.has(id) && passed.add(id));
  }
  return level - 1;
};
const OPEN_TO = openTo(NODES.map((node) => node.id).filter((id) => UNDER[id].length && !DATA.under[id].length));

const isShown = (id, passed = new Set()) => {
  if (passed.has(id)) return false;
  passed.add(id);
  return (NODES[id].mode === BODY && nodeCounts(NODES[id])) || UNDER[id].some((child) => isShown(child, passed));
};
const sorted = (ids) => [...ids].sort((one, other) => size(NODES[other]) - size(NODES[one]) || BELOW[other] - BELOW[one] || one - other);
const branch = (id, level, above) => {
  const children = sorted(UNDER[id].filter((child) => !above.has(child) && isShown(child)));
  const name = element("span", { class: `name${id === chosen.node ? " chosen" : ""}`, id: `row-${id}` }, nodeButton(NODES[id]),
    ...(BELOW[id] ? [small(` ${BELOW[id]}`)] : []));
  if (!children.length) return element("li", { class: "leaf" }, name);
  const inside = new Set([...above, id]);
  const open = unfolded.get(id) ?? level < OPEN_TO;
  const list = element("ul", {});
  const fill = () => { if (!list.childElementCount) list.append(...someOf(children, 200, (child) => branch(child, level + 1, inside), "个 more")); };
  const toggle = element("button", { type: "button", class: "toggle", "aria-expanded": String(open), "aria-label": `${NODES[id].label}：展开或收起 open or close`, onclick: () => {
    const now = toggle.getAttribute("aria-expanded") !== "true";
    toggle.setAttribute("aria-expanded", String(now));
    toggle.textContent = now ? "▾" : "▸";
    list.hidden = !now;
    unfolded.set(id, now);
    if (now) fill();
  } }, open ? "▾" : "▸");
  list.hidden = !open;
  if (open) fill();
  return element("li", {}, toggle, name, list);
};
VIEW.draw = () => {
  const tops = NODES.map((node) => node.id).filter((id) => NODES[id].mode === BODY && !DATA.under[id].length && isShown(id));
  const covered = reached(tops);
  const ringed = []; // bodies that the texts put above each other: one of each ring stands for it
  for (const { id } of NODES) {
    if (!UNDER[id].length || covered.has(id) || !isShown(id)) continue;
    ringed.push(id);
    reached([id]).forEach((one) => covered.add(one));
  }
  const heads = sorted([...tops.filter((id) => UNDER[id].length), ...ringed]);
  const alone = sorted(tops.filter((id) => !UNDER[id].length));
  by("tree").replaceChildren(
    element("ul", { class: "tree" }, ...someOf(heads, 200, (id) => branch(id, 0, new Set()), "个 more")),
    ...(alone.length ? [element("h2", {}, `原文没有写明上下级的组织 bodies of whose parent no text tells (${alone.length})`),
      element("ul", { class: "alone" }, ...someOf(alone, 300, (id) => branch(id, 0, new Set()), "个 more"))] : []));
  const shown = NODES.filter((node) => node.mode === BODY && nodeCounts(node)).length;
  by("count").textContent = `${shown} 个组织 bodies · ${DATA.under.filter((parents) => parents.length).length} 个写明上级 with a parent told`;
};
const reached = (tops) => {
  const found = new Set();
  const waiting = [...tops];
  while (waiting.length) {
    const id = waiting.pop();
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...UNDER[id]);
  }
  return found;
};
const openWay = (id, passed = new Set()) => { // all bodies above a body
  if (passed.has(id)) return;
  unfolded.set(id, true);
  DATA.under[id].forEach((parent) => openWay(parent, passed.add(id)));
};
VIEW.choose = (id, focus = true) => {
  if (NODES[id].mode === BODY && !nodeCounts(NODES[id])) VIEW.unfilter();
  chosen.node = id;
  DATA.under[id].forEach((parent) => openWay(parent));
  VIEW.draw();
  by(`row-${id}`)?.scrollIntoView({ block: "center" });
  showPanel([...nodeParts(NODES[id]), ...aboveParts(id), ...namedParts(id)], focus);
};
// How it is known what stands above a body: by the words it is named with, else by the lists of unions and places.
const aboveParts = (id) => DATA.under[id].map((parent) => {
  const telling = DATA.tellings[id].find(([above]) => above === parent);
  return element("section", {}, element("h3", {}, small("上级 under"), nodeButton(NODES[parent])),
    telling ? quote(telling[1])
      : element("p", {}, small("据工会层级和行政区划推知，没有引句。 By the lists of unions and places: no words of a text tell it.")));
});
const namedParts = (id) => (DATA.named[id].length
  ? [element("details", { class: "figures", open: "" }, element("summary", {}, "文中提到（最早几处） named here first"), ...DATA.named[id].map((place) => quote(place)))] : []);
VIEW.clear = () => { chosen.node = null; VIEW.draw(); showPanel([]); };
VIEW.whole = () => { unfolded.clear(); VIEW.clear(); };
VIEW.begin = () => VIEW.draw();
const toggleAll = (open) => () => {
  NODES.forEach(({ id }) => unfolded.set(id, open));
  VIEW.draw();
};
by("unfold").addEventListener("click", toggleAll(true));
by("fold").addEventListener("click", toggleAll(false));
