// Tooltips and the side panel. EVIDENCE comes from Python; all of it is put in as text, never as markup.
"use strict";
(() => {
  const MOST_IN_TOOLTIP = 3;
  const element = (name, text, ...children) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    made.append(...children);
    return made;
  };
  const source = (told) => `${told.bulletin} · ${told.title} [${told.start}:${told.end}]`;
  const quote = (told) =>
    element("div", "", element("blockquote", `“${told.quote}”`), element("cite", source(told)));
  const heading = (node) => [element("h2", node.label), element("i", node.kind)];
  const tie = (number, from) => {
    const [a, b, evidence] = EVIDENCE.edges[number];
    const other = EVIDENCE.nodes[a === from ? b : a];
    const roles = [...new Set(evidence.map((told) => EVIDENCE.roles[told.role]))].join("、");
    return [element("h3", `${roles} · ${other.label}`), ...evidence.map(quote)];
  };
  const ROLES = Object.keys(EVIDENCE.roles); // from the strongest tie to the weakest
  const rank = (at) => Math.min(...EVIDENCE.edges[at][2].map((told) => ROLES.indexOf(told.role)));
  const ofNode = (number) => EVIDENCE.edges.flatMap(([a, b], at) => (a === number || b === number ? [at] : []))
    .sort((one, other) => rank(one) - rank(other) || one - other);
  const more = (count) => (count > 0 ? [element("i", `… 另有 ${count} 条，点击查看 / ${count} more, click`)] : []);

  const nodeTooltip = (number) => {
    const ties = ofNode(number);
    const told = ties.flatMap((at) => EVIDENCE.edges[at][2]);
    return element("div", "", element("strong", EVIDENCE.nodes[number].label), element("br"),
      element("i", EVIDENCE.nodes[number].kind), ...told.slice(0, MOST_IN_TOOLTIP).map(quote),
      ...more(told.length - MOST_IN_TOOLTIP));
  };
  const edgeTooltip = (number) => {
    const [a, b, evidence] = EVIDENCE.edges[number];
    return element("div", "", element("strong", `${EVIDENCE.nodes[a].label} — ${EVIDENCE.nodes[b].label}`),
      ...evidence.slice(0, MOST_IN_TOOLTIP).map(quote), ...more(evidence.length - MOST_IN_TOOLTIP));
  };
  nodes.update(EVIDENCE.nodes.map((_, number) => ({ id: number, title: nodeTooltip(number) })));
  edges.update(EVIDENCE.edges.map((_, number) => ({ id: number, title: edgeTooltip(number) })));

  const panel = document.getElementById("panel");
  const hint = "点击圆点、方框或连线，查看原文。 Click a body, a programme or a line to read its quotes.";
  const show = (...children) => panel.replaceChildren(...children);
  show(element("p", hint));
  network.on("click", ({ nodes: chosen, edges: lines }) => {
    if (chosen.length) {
      const number = chosen[0];
      show(...heading(EVIDENCE.nodes[number]), ...ofNode(number).flatMap((at) => tie(at, number)));
    } else if (lines.length) {
      const [a] = EVIDENCE.edges[lines[0]];
      show(...heading(EVIDENCE.nodes[a]), ...tie(lines[0], a));
    } else {
      show(element("p", hint));
    }
  });

  // A large network starts at its best connected node, near enough to read; the button shows all of it.
  const READABLE = 0.75;
  const showAll = () => network.fit({ animation: false });
  document.getElementById("all").addEventListener("click", showAll);
  showAll();
  if (EVIDENCE.nodes.length && network.getScale() < READABLE) {
    const ties = EVIDENCE.nodes.map((_, number) => ofNode(number).length);
    const hub = ties.indexOf(Math.max(...ties));
    network.moveTo({ position: network.getPositions([hub])[hub], scale: READABLE, animation: false });
  }
  document.documentElement.dataset.ready = "yes";
})();
