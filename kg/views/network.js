// The drawing: what vis-network shows, and labels that never cover each other, the important ones first.
const style = {};
const readTheme = () => {
  const css = getComputedStyle(document.documentElement);
  for (const name of ["ink", "paper", "line", "strong", "font"]) style[name] = css.getPropertyValue(`--${name}`).trim();
};
const LEAST = 7, MOST = 22; // radius of nodes
const LARGEST_BOOST = 2.4, CHOSEN_BOOST = 7; // in a drawing that is shown small, nodes and lines are drawn larger than they are
const READABLE = 0.6; // the scale at which a node is large enough to be met with a finger
let boost = 1;
const SURE = 15; // so many of the most important labels may cover lesser nodes (but no label)
const LABEL = 13, LABEL_WIDE = 11, LABEL_LINES = 2; // pixels of a label's type; characters a line; lines
const GROUP = "g"; // ids of groups begin with it

const isGroup = (id) => typeof id === "string" && id.startsWith(GROUP);
const groupOf = (id) => Number(id.slice(GROUP.length));
const inGroups = () => DATA.groups.length > 0 && seen.nodes > DATA.most;
// A node in a closed group is drawn where it is a neighbour of what is chosen.
let beside = new Set();
const isDrawn = (node) => isSeen(node) && (!inGroups() || chosen.open.includes(node.group) || beside.has(node.id));

// id -> what is drawn there: x, y, radius, text, weight (its rank among the labels)
let drawn = new Map();
const near = () => {
  if (chosen.edge !== null) return new Set([EDGES[chosen.edge].a, EDGES[chosen.edge].b]);
  if (chosen.node === null) return null;
  return new Set([chosen.node, ...seen.ties[chosen.node].map((id) => otherEnd(EDGES[id], chosen.node).id)]);
};

const draw = () => {
  const wanted = Math.max(1, READABLE / network.getScale());
  boost = Math.min(LARGEST_BOOST, wanted);
  const lit = near();
  beside = lit ?? new Set();
  const largest = Math.max(1, ...NODES.map(size));
  const radius = (node) => boost * (LEAST + (MOST - LEAST) * Math.sqrt(size(node) / largest));
  const shown = new Map();
  const points = [];
  const members = new Map();
  for (const node of NODES) {
    if (!isSeen(node)) continue;
    if (!isDrawn(node)) {
      members.set(node.group, [...(members.get(node.group) ?? []), node]);
      continue;
    }
    const faded = lit !== null && !lit.has(node.id);
    const r = radius(node) * (lit && !faded ? Math.min(CHOSEN_BOOST, wanted) / boost : 1);
    shown.set(node.id, { x: node.x, y: node.y, r, text: node.label, weight: faded ? -1 : (node.id === chosen.node ? 1e9 : 0) + (lit ? 1e6 : 0) + size(node), faded });
    points.push({ id: node.id, x: node.x, y: node.y, size: r, shape: node.mode === BODY ? "dot" : "square", opacity: faded ? 0.15 : 1,
      borderWidth: boost, borderWidthSelected: 3 * boost, color: colour(DATA.kinds[node.kind][0]) });
  }
  for (const [group, inside] of members) {
    const [x, y, r] = DATA.groups[group];
    const first = inside.reduce((best, node) => (size(node) > size(best) ? node : best));
    const wide = Math.max(30, r * 0.8 * Math.sqrt(inside.length / NODES.length * DATA.groups.length) ** 0.5);
    shown.set(GROUP + group, { x, y, r: wide, text: `${first.label} 等 ${inside.length} 个`, weight: inside.length * 1e3, faded: lit !== null, inside: true });
    points.push({ id: GROUP + group, x, y, size: wide, shape: "hexagon", opacity: lit ? 0.3 : 0.85, borderWidth: 2, color: colour(style.line) });
  }
  const lines = drawnLines(lit, wanted);
  drawn = shown;
  const changes = replace(nodes, points) + replace(edges, lines);
  by("count").textContent = `${seen.nodes} / ${NODES.length} 个节点 nodes · ${seen.edges} / ${EDGES.length} 条联系 ties`;
  if (!changes) network.redraw(); // else it is drawn anew by itself
};
const colour = (fill) => ({ background: fill, border: style.paper, highlight: { background: fill, border: style.ink }, hover: { background: fill, border: style.ink } });
const line = (strength, faded) => ({ color: style.line, opacity: faded ? 0.15 : strength, highlight: style.strong, hover: style.strong });

const drawnLines = (lit, wide) => {
  const lines = [];
  const bundles = new Map(); // lines that end in a closed group, together
  for (const edge of EDGES) {
    const told = seen.told[edge.id];
    if (!told.length) continue;
    const [a, b] = [NODES[edge.a], NODES[edge.b]];
    if (isDrawn(a) && isDrawn(b)) {
      const mine = edge.id === chosen.edge || chosen.node === edge.a || chosen.node === edge.b;
      const dash = DATA.roles[strongest(told)][0];
      lines.push({ id: edge.id, from: a.id, to: b.id, width: (mine ? Math.min(CHOSEN_BOOST, wide) : boost) * (1 + Math.min(5, 1.6 * Math.log2(told.length)) + (edge.id === chosen.edge ? 2 : 0)),
        dashes: dash.length ? dash.map((part) => part * boost) : false, color: mine ? { ...line(1, false), color: style.strong } : line(0.8, lit !== null) });
      continue;
    }
    const ends = [a, b].map((node) => (isDrawn(node) ? node.id : GROUP + node.group));
    if (ends[0] === ends[1] || (chosen.open.length && ends.every(isGroup))) continue;
    const key = ends.map(String).sort().join("~");
    const bundle = bundles.get(key) ?? { ends, count: 0 };
    bundle.count += 1;
    bundles.set(key, bundle);
  }
  const heaviest = [...bundles].sort(([, one], [, other]) => other.count - one.count).slice(0, DATA.most);
  for (const [key, { ends, count }] of heaviest) {
    lines.push({ id: key, from: ends[0], to: ends[1], width: boost * (1 + Math.min(7, Math.log2(count))) / (chosen.open.length ? 4 : 1), dashes: false,
      color: line(chosen.open.length ? 0.25 : 0.5, lit !== null) });
  }
  return lines;
};
// The set as it should be, touching what changed only; returns how much did.
const known = new Map();
const replace = (set, wanted) => {
  const before = known.get(set) ?? new Map();
  const now = new Map(wanted.map((one) => [one.id, JSON.stringify(one)]));
  const gone = [...before.keys()].filter((id) => !now.has(id));
  const changed = wanted.filter((one) => before.get(one.id) !== now.get(one.id));
  known.set(set, now);
  if (gone.length) set.remove(gone);
  if (changed.length) set.update(changed);
  return gone.length + changed.length;
};

// ---------------------------------------------------------------- labels, in pixels of the screen
const wrap = (text, full) => {
  const chars = [...text];
  const room = full ? 999 : LABEL_WIDE * LABEL_LINES;
  const kept = chars.length > room ? [...chars.slice(0, room - 1), "…"] : chars;
  const wide = Math.ceil(kept.length / Math.ceil(kept.length / LABEL_WIDE));
  const lines = [];
  for (let at = 0; at < kept.length; at += wide) lines.push(kept.slice(at, at + wide).join(""));
  return lines;
};
let labels = []; // what was written last: left, top, right, bottom, id
const widths = new Map();
const widthOf = (pen, text) => {
  if (!widths.has(text)) widths.set(text, pen.measureText(text).width);
  return widths.get(text);
};
const meets = (one, other) => one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;
const writeLabels = (pen) => {
  const canvas = pen.canvas;
  const ratio = canvas.width / canvas.clientWidth;
  const scale = network.getScale();
  pen.save();
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.font = `${LABEL}px ${style.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "top";
  pen.lineJoin = "round";
  const spots = [];
  for (const [id, one] of drawn) {
    const { x, y } = network.canvasToDOM(one);
    const r = one.r * scale;
    if (x < -80 || y < -40 || x > canvas.clientWidth + 80 || y > canvas.clientHeight + 40) continue;
    spots.push({ id, x, y, r, one, left: x - r, top: y - r, right: x + r, bottom: y + r });
  }
  spots.sort((a, b) => b.one.weight - a.one.weight || (a.id < b.id ? -1 : 1));
  const few = spots.length <= 500 ? spots : spots.slice(0, 60);
  labels = [];
  for (const [rank, spot] of spots.entries()) {
    if (spot.one.faded && !spot.one.inside) continue;
    const lines = wrap(spot.one.text, spot.id === chosen.node);
    const wide = Math.max(...lines.map((text) => widthOf(pen, text))) + 6;
    const high = lines.length * (LABEL + 2) + 2;
    const places = spot.one.inside ? [[0, -high / 2]] : [[0, spot.r + 2], [0, -spot.r - high - 2], [spot.r + wide / 2 + 2, -high / 2], [-spot.r - wide / 2 - 2, -high / 2]];
    const boxes = places.map(([dx, dy]) => ({ id: spot.id, x: spot.x + dx, left: spot.x + dx - wide / 2, right: spot.x + dx + wide / 2,
      top: spot.y + dy, bottom: spot.y + dy + high })).filter((box) => box.left >= 0 && box.right <= canvas.clientWidth &&
      !labels.some((other) => meets(box, other)));
    const covers = (box) => few.reduce((sum, other) => sum + (other !== spot && !other.one.inside && meets(box, other) ? 1 + other.one.weight : 0), 0);
    const costs = boxes.map(covers);
    const least = Math.min(...costs);
    if (!boxes.length || (least > 0 && rank >= SURE)) continue;
    const box = boxes[costs.indexOf(least)];
    labels.push(box);
    pen.globalAlpha = spot.one.faded ? 0.5 : 1;
    lines.forEach((text, at) => {
      const y = box.top + 2 + at * (LABEL + 2);
      pen.strokeStyle = style.paper;
      pen.lineWidth = 4;
      pen.strokeText(text, box.x, y);
      pen.fillStyle = style.ink;
      pen.fillText(text, box.x, y);
    });
  }
  pen.restore();
};
const labelAt = ({ x, y }) => labels.find((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom)?.id;
