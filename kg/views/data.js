// The data that Python wrote, what the reader chose of it, and what of it is to be seen. Nothing here draws.
// All texts come from bulletins: they reach the page as text nodes only.
const DATA = JSON.parse(document.getElementById("data").textContent);
const BODY = 0;
// A view has draw() (after a filter), choose(id) (a node), clear() (nothing chosen), whole() (all of it) and begin(),
// and may have orders beside the measures.
const VIEW = {};
const NODES = DATA.nodes.map(([iri, label, mode, kind, place, themes, aliases, parent, between, x, y, group, page], id) =>
  ({ id, iri, label, mode, kind, place, themes: themes ? themes.split("|") : [], aliases: aliases ? aliases.split("|") : [],
     parent, between, x, y, group, page, ties: [], told: 0 }));
const EDGES = DATA.edges.map(([a, b, told], id) => ({ id, a, b, told }));
const ROLE = 0, YEAR = 1, CONFIDENCE = 2, WHEN = 3, PLACE = 4; // of one telling of a tie
for (const edge of EDGES) {
  for (const end of [edge.a, edge.b]) {
    NODES[end].ties.push(edge.id);
    NODES[end].told += edge.told.length;
  }
}
const FIGURES = DATA.figures.map(([body, programme, indicator, told, status, period, place]) =>
  ({ body, programme, indicator, told, status, period, place }));
const YEARS = [...new Set(EDGES.flatMap((edge) => edge.told.map((told) => told[YEAR])))].filter(Boolean).sort();
const MEASURES = {
  ties: ["联系数", "ties", (node) => node.ties.length],
  told: ["提及数", "times told", (node) => node.told],
  ...(DATA.measured ? { between: ["中介中心度 %", "betweenness %", (node) => node.between] } : {}),
};

// ---------------------------------------------------------------- what the reader chose
const chosen = { measure: "ties", kinds: new Set(), roles: new Set(DATA.roles.keys()), place: "", theme: "",
                 from: 0, to: 9999, undated: true, least: 0, node: null, edge: null, open: [] };

const tellingCounts = (told) => chosen.roles.has(told[ROLE]) && told[CONFIDENCE] >= chosen.least &&
  (told[YEAR] ? told[YEAR] >= chosen.from && told[YEAR] <= chosen.to : chosen.undated);
const nodeCounts = (node) => !chosen.kinds.has(node.kind) && (node.mode === BODY
  ? !chosen.place || node.place.includes(chosen.place)
  : !chosen.theme || node.themes.includes(chosen.theme));

// What passes the filters: for each tie the tellings that do, for each node the ties.
const seen = { told: [], ties: [], nodes: 0, edges: 0 };
const look = () => {
  seen.ties = NODES.map(() => []);
  seen.edges = 0;
  seen.told = EDGES.map((edge) => {
    if (!nodeCounts(NODES[edge.a]) || !nodeCounts(NODES[edge.b])) return [];
    const told = edge.told.filter(tellingCounts);
    if (told.length) {
      seen.ties[edge.a].push(edge.id);
      seen.ties[edge.b].push(edge.id);
      seen.edges += 1;
    }
    return told;
  });
  seen.nodes = seen.ties.filter((ties) => ties.length).length;
};
const isSeen = (node) => seen.ties[node.id].length > 0 || (!node.ties.length && nodeCounts(node));
const strongest = (told) => Math.min(...told.map((one) => one[ROLE]));
const otherEnd = (edge, id) => NODES[edge.a === id ? edge.b : edge.a];
const size = (node) => (MEASURES[chosen.measure] ?? MEASURES.told)[2](node);

// ---------------------------------------------------------------- search
// “要约” 行动 and 要约行动 are one name; ＡＢＣ and abc, too.
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s“”‘’"'「」『』《》〈〉（）()]/gu, "");
const NAMES = NODES.map((node) => [node.label, ...node.aliases].map(plain));
const find = (text, most) => {
  const wanted = plain(text);
  if (!wanted) return [];
  const found = [];
  NAMES.forEach((names, id) => {
    const at = names.findIndex((name) => name.includes(wanted));
    if (at < 0) return;
    const rank = names.includes(wanted) ? 0 : names.some((name) => name.startsWith(wanted)) ? 1 : 2;
    found.push({ node: NODES[id], rank, by: at ? NODES[id].aliases[at - 1] : "" });
  });
  found.sort((one, other) => one.rank - other.rank || other.node.ties.length - one.node.ties.length || one.node.id - other.node.id);
  return found.slice(0, most);
};
