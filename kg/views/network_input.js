// What the reader does with the drawing: choose, open, move; with a mouse, a finger or the keyboard.
const MOST_OPEN = 4; // groups open at once
const open = (group) => {
  chosen.open = [...chosen.open.filter((one) => one !== group), group].slice(-MOST_OPEN);
};
// Move to where all these are in sight, however far apart, but not nearer than is good to read.
const bringInto = (list) => {
  const frame = by("mynetwork");
  const [xs, ys] = [list.map((node) => node.x), list.map((node) => node.y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min(frame.clientWidth / (right - left + 160), frame.clientHeight / (bottom - top + 120), READABLE * 1.4);
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: Math.max(0.02, scale), animation: false });
};
VIEW.choose = (id, focus = true) => {
  const node = NODES[id];
  if (!isSeen(node)) VIEW.unfilter();
  if (inGroups()) open(node.group);
  chosen.node = id;
  chosen.edge = null;
  bringInto([...near()].map((one) => NODES[one]));
  draw();
  network.selectNodes([id], false);
  showPanel(nodeParts(node), focus);
};
const openGroup = (group) => {
  open(group);
  chosen.node = chosen.edge = null;
  const [x, y, r] = DATA.groups[group];
  const frame = by("mynetwork");
  network.moveTo({ position: { x, y }, scale: Math.min(frame.clientWidth, frame.clientHeight) / (2.1 * r), animation: false });
  draw();
  showPanel(groupParts(group));
};
VIEW.draw = draw;
VIEW.clear = () => {
  chosen.node = chosen.edge = null;
  network.unselectAll();
  draw();
  showPanel([]);
};
network.on("click", ({ nodes: hit, edges: lines, pointer }) => {
  hideTip();
  const id = hit.length ? hit[0] : labelAt(pointer.DOM);
  if (isGroup(id)) return openGroup(groupOf(id));
  if (id !== undefined) {
    chosen.node = id;
    chosen.edge = null;
    network.selectNodes([id], false);
    draw();
    return showPanel(nodeParts(NODES[id]));
  }
  if (typeof lines[0] === "number") {
    chosen.edge = lines[0];
    chosen.node = null;
    draw();
    return showPanel(edgeParts(EDGES[lines[0]]));
  }
  return VIEW.clear();
});
network.on("hoverNode", ({ node, pointer }) => {
  if (isGroup(node)) return showTip([element("strong", {}, drawn.get(node).text), element("br", {}), small("点击展开 / click to open")], pointer.DOM);
  return showTip(tipOf(NODES[node].label, seen.ties[node].flatMap((id) => seen.told[id])), pointer.DOM);
});
network.on("hoverEdge", ({ edge, pointer }) => {
  if (typeof edge === "number") showTip(tipOf(`${NODES[EDGES[edge].a].label} — ${NODES[EDGES[edge].b].label}`, seen.told[edge]), pointer.DOM);
});
for (const event of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(event, hideTip);
network.on("afterDrawing", writeLabels);


// ---------------------------------------------------------------- the frame
const showAll = () => {
  network.fit({ animation: false, minZoomLevel: 0.02 });
  draw();
};
let resizing = 0; // nodes and lines keep their size on the screen: drawn anew once the zoom rests
network.on("zoom", () => {
  clearTimeout(resizing);
  resizing = setTimeout(draw, 150);
});
by("all").addEventListener("click", () => VIEW.whole());
for (const [id, factor] of [["nearer", 1.4], ["farther", 1 / 1.4]]) {
  by(id).addEventListener("click", () => {
    network.moveTo({ scale: network.getScale() * factor, animation: false });
    draw();
  });
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readTheme(); draw(); });

VIEW.whole = () => {
  chosen.open = [];
  VIEW.clear();
  showAll();
};
VIEW.begin = () => {
  readTheme();
  draw();
  showAll();
};
