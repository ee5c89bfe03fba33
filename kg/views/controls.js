// Search, filters and keys, the same in every view; what a view draws it does itself (VIEW).
const search = by("search"), results = by("results");
const showResults = () => {
  const found = find(search.value, 12);
  results.replaceChildren(...found.map(({ node, by: alias }) => element("li", {}, nodeButton(node, alias ? `${node.label}（${alias}）` : node.label))),
    ...(search.value.trim() && !found.length ? [element("li", {}, small("没有找到 nothing found"))] : []));
  search.setAttribute("aria-expanded", String(found.length > 0));
};
search.addEventListener("input", showResults);
by("find").addEventListener("keydown", (event) => {
  const buttons = [...results.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  if (event.key === "ArrowDown") (buttons[at + 1] ?? buttons[0])?.focus();
  else if (event.key === "ArrowUp") (buttons[at - 1] ?? search).focus();
  else if (event.key === "Enter" && document.activeElement === search && !event.isComposing) buttons[0]?.click();
  else if (event.key === "Escape") { search.value = ""; showResults(); search.focus(); }
  else return;
  event.preventDefault();
});
results.addEventListener("click", (event) => {
  if (!event.target.closest("button")) return;
  search.value = "";
  showResults();
});

// ---------------------------------------------------------------- filters
const form = by("filters");
const options = (select, values) => select.append(...values.map(([value, text]) => element("option", { value }, text)));
const counted = (lists) => {
  const counts = new Map();
  for (const one of lists.flat()) if (one) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name, n]) => [name, `${name} (${n})`]);
};
options(form.elements.place, counted(NODES.map((node) => node.place.split("|"))));
options(form.elements.theme, counted(NODES.map((node) => node.themes)));
for (const name of ["from", "to"]) options(form.elements[name], YEARS.map((year) => [year, year]));
options(form.elements.measure, Object.entries({ ...VIEW.orders, ...MEASURES }).map(([name, [zh, en]]) => [name, `${zh} ${en}`]));
const readFilters = () => {
  const said = new FormData(form);
  chosen.measure = said.get("measure");
  chosen.place = said.get("place");
  chosen.theme = said.get("theme");
  chosen.from = Number(said.get("from")) || 0;
  chosen.to = Number(said.get("to")) || 9999;
  chosen.undated = said.has("undated");
  chosen.least = Number(said.get("least")) / 100;
  by("least-said").textContent = said.get("least") + "%";
  chosen.roles = new Set(said.getAll("role").map(Number));
  const kept = new Set(said.getAll("kind"));
  chosen.kinds = new Set(Object.keys(DATA.kinds).filter((kind) => !kept.has(kind || "unknown")));
  look();
};
let quiet = false; // while a choice takes the filters away
VIEW.unfilter = () => {
  quiet = true;
  form.reset();
  readFilters();
};
form.addEventListener("input", () => {
  readFilters();
  chosen.edge = null;
  if (chosen.node !== null && !isSeen(NODES[chosen.node])) chosen.node = null;
  VIEW.draw();
  if (list.open) listRows();
  showPanel(chosen.node === null ? [] : nodeParts(NODES[chosen.node]));
});
form.addEventListener("reset", () => setTimeout(() => {
  readFilters();
  if (!quiet) VIEW.whole();
  quiet = false;
  if (list.open) listRows();
}));
form.addEventListener("submit", (event) => event.preventDefault());

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "Escape" && !typing) VIEW.clear();
  else if (event.key === "/" && !typing) { event.preventDefault(); search.focus(); }
});
if (NARROW.matches) by("controls").open = false;

// An address with #IRI opens at that node.
readFilters();
VIEW.begin();
showPanel([]);
const wanted = decodeURIComponent(location.hash.slice(1));
const named = wanted ? NODES.findIndex((node) => node.iri === wanted) : DATA.focus;
if (named >= 0) VIEW.choose(named, false);
VIEW.begun = true; // from now on the panel comes into sight on a phone
requestAnimationFrame(() => { document.documentElement.dataset.ready = "yes"; });
