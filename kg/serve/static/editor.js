// The editor: fills in a named question, runs SPARQL on this server, shows the answer as text. Asks nobody else.
"use strict";

const MOST_ROWS = 2000; // that are drawn; saving as CSV gives all
const $ = (id) => document.getElementById(id);
const START = `SELECT ?name (COUNT(?fact) AS ?facts) WHERE {
  ?fact tu:organisation ?body .
  ?body rdfs:label ?name
}
GROUP BY ?name
ORDER BY DESC(?facts)
LIMIT 20`;
let prefixes = {};
let questions = [];

function tell(text, bad = false) {
  $("status").textContent = text;
  $("status").className = bad ? "bad" : "";
}

async function text_of(response) {
  const text = await response.text();
  if (!response.ok) throw new Error(text.trim());
  return text;
}

function element(name, text, kind) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

// ---------------------------------------------------------------- questions
function chosen() {
  return questions.find((one) => one.name === $("question").value);
}

function show_parameters(values = {}) {
  $("parameters").replaceChildren();
  for (const parameter of chosen()?.parameters ?? []) {
    const label = element("label", parameter.description + (parameter.required ? "" : "（可不填 optional）"));
    const input = element("input");
    input.name = parameter.name;
    input.value = values[parameter.name] ?? "";
    input.addEventListener("change", fill);
    label.append(element("br"), input);
    $("parameters").append(label);
  }
}

async function fill() {
  const question = chosen();
  if (!question) return false;
  const given = new URLSearchParams();
  for (const input of $("parameters").querySelectorAll("input")) if (input.value.trim()) given.set(input.name, input.value);
  const missing = question.parameters.filter((one) => one.required && !given.has(one.name));
  if (missing.length) {
    tell("请填写 please give: " + missing.map((one) => one.description).join("; "));
    return false;
  }
  try {
    $("query").value = await text_of(await fetch(`/question/${encodeURIComponent(question.name)}?${given}`));
    tell("");
    return true;
  } catch (error) {
    tell(error.message, true);
    return false;
  }
}

// ---------------------------------------------------------------- answers
function short(iri) {
  for (const [name, start] of Object.entries(prefixes)) {
    if (iri.startsWith(start) && /^[\w-]*$/.test(iri.slice(start.length))) return `${name}:${iri.slice(start.length)}`;
  }
  try { return decodeURI(iri); } catch { return iri; }
}

function cell(term) {
  const made = element("td");
  if (!term) return made;
  if (term.type === "uri") {
    const link = element("a", short(term.value));
    const ask = `SELECT ?property ?value WHERE { <${term.value}> ?property ?value } LIMIT 500`;
    link.href = "/editor?" + new URLSearchParams({ query: ask, run: "1" });
    link.title = term.value;
    made.append(link);
  } else {
    made.textContent = term.value;
    if (/#(integer|decimal|double)$/.test(term.datatype ?? "")) made.className = "number";
  }
  return made;
}

function show(answer) {
  if ("boolean" in answer) {
    $("answer").replaceChildren(element("p", answer.boolean ? "是 yes" : "否 no"));
    return "";
  }
  const rows = answer.results.bindings;
  if (!rows.length) {
    $("answer").replaceChildren(element("p", "没有结果。 Nothing in the graph answers this."));
    return "0 行 rows";
  }
  const table = element("table");
  const head = table.createTHead().insertRow();
  for (const name of answer.head.vars) head.append(element("th", name));
  const body = table.createTBody();
  for (const row of rows.slice(0, MOST_ROWS)) {
    const line = body.insertRow();
    for (const name of answer.head.vars) line.append(cell(row[name]));
  }
  $("answer").replaceChildren(table);
  const more = rows.length > MOST_ROWS ? `（显示前 ${MOST_ROWS} 行 the first ${MOST_ROWS} are shown）` : "";
  return `${rows.length} 行 rows${more}`;
}

async function ask(accept) {
  const body = $("query").value;
  return fetch("/sparql", { method: "POST", body, headers: { "Content-Type": "application/sparql-query", Accept: accept } });
}

async function run() {
  const began = performance.now();
  $("run").disabled = true;
  $("save").disabled = true;
  $("answer").replaceChildren();
  tell("…");
  try {
    const response = await ask("application/sparql-results+json, text/turtle;q=0.5");
    const text = await text_of(response);
    let said = "";
    if (response.headers.get("Content-Type").startsWith("text/turtle")) {
      $("answer").replaceChildren(element("pre", text));
    } else {
      const answer = JSON.parse(text);
      said = show(answer);
      $("save").disabled = !("results" in answer);
    }
    tell(`${said} · ${Math.round(performance.now() - began)} ms`);
  } catch (error) {
    tell(error.message, true);
  }
  $("run").disabled = false;
}

async function save() {
  try {
    const text = await text_of(await ask("text/csv"));
    const link = element("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" })); // Excel wants the mark
    link.download = `${$("question").value || "answer"}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  } catch (error) {
    tell(error.message, true);
  }
}

// ---------------------------------------------------------------- start
async function start() {
  const told = await (await fetch("/questions.json")).json();
  ({ prefixes, questions } = told);
  for (const question of questions) {
    const option = element("option", `${question.zh} ${question.en}`);
    option.value = question.name;
    $("question").append(option);
  }
  for (const [name, iri] of Object.entries(prefixes)) $("prefixes").append(element("dt", `${name}:`), element("dd", iri));
  const given = new URLSearchParams(location.search);
  $("query").value = given.get("query") ?? START;
  $("question").value = given.get("question") ?? "";
  if (given.get("question") && chosen()) {
    show_parameters(Object.fromEntries(given));
    if (await fill()) await run();
  } else if (given.get("run") && given.get("query")) {
    await run();
  }
  document.documentElement.dataset.ready = "yes";
}

$("ask").addEventListener("submit", (event) => { event.preventDefault(); run(); });
$("query").addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(); });
$("question").addEventListener("change", () => { show_parameters(); fill(); });
$("save").addEventListener("click", save);
start();
