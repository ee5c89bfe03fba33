// Search and filters. Everything is put in as text, never as markup; without scripts the lists remain.
"use strict";
(() => {
  const page = document.documentElement;
  const english = page.lang === "en";
  const say = (zh, en) => (english ? en : zh);
  const KINDS = {
    bodies: ["组织", "body"], programmes: ["活动", "programme"], documents: ["文件", "document"],
    people: ["人物", "person"], places: ["地方", "place"], themes: ["主题", "theme"],
    indicators: ["指标", "indicator"], bulletins: ["简报", "bulletin"], items: ["条目", "item"],
  };
  const MOST = 60, LEAST_COVERED = 0.4, LEAST_PAIRS = 2;
  const RANK = { bodies: 3, programmes: 4, indicators: -3, items: -12 }; // an item's title stands behind what it tells of
  const element = (name, attributes, ...children) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  };

  // ---- the index
  // as Python's NFKC: full-width letters are narrow; quotes, dots, brackets and blanks count for nothing
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s"'“”‘’「」『』《》〈〉()（）·•・,，.。、:：;；!！?？\-—–_]/g, "");
  const pairs = (text) => {
    const found = new Set();
    for (let i = 0; i + 1 < text.length; i++) found.add(text.slice(i, i + 2));
    return [...found];
  };
  const entries = [];
  let parts = 0, known = 0, wanted = false;
  const waiting = new Set();
  window.unionSearch = (number, of, text) => {
    for (const line of text ? text.split("\n") : []) {
      const [kind, place, weight, ...names] = line.split("\t");
      entries.push({ kind, place, weight: +weight, names, plain: names.map(plain) });
    }
    parts = of;
    known += 1;
    if (number + 1 < of) load(number + 1);
    for (const again of waiting) again();
  };
  const load = (number) => document.head.append(element("script", { src: `${page.dataset.static}search-${number}.js` }));
  const start = () => {
    if (!wanted) load(0);
    wanted = true;
  };
  const rate = (entry, query, cut) => {
    let best = 0, which = 0;
    for (let i = 0; i < entry.plain.length; i++) {
      const name = entry.plain[i];
      let points = 0;
      if (name === query) points = 100;
      else if (name.startsWith(query)) points = 80;
      else if (name.includes(query)) points = 60;
      else if (cut.length > 1) {
        let covered = 0;
        for (const pair of cut) if (name.includes(pair)) covered += 1;
        if (covered >= Math.min(LEAST_PAIRS, cut.length) && covered / cut.length >= LEAST_COVERED) points = (40 * covered) / cut.length;
      }
      if (points) points -= Math.min(15, Math.abs(name.length - query.length)) / 2 + (i ? 3 : 0);
      if (points > best) [best, which] = [points, i];
    }
    return best ? [best + (RANK[entry.kind] || 0) + Math.min(12, 4 * Math.log10(1 + entry.weight)), which] : null;
  };
  const search = (text, kind) => {
    const words = text.split(/\s+/).map(plain).filter(Boolean).map((word) => [word, pairs(word)]);
    if (!words.length) return [];
    const found = [];
    for (const entry of entries) {
      if (kind && entry.kind !== kind) continue;
      let points = Infinity, which = 0;
      for (const [word, cut] of words) {
        const rated = rate(entry, word, cut);
        if (!rated) { points = 0; break; }
        if (rated[0] < points) [points, which] = rated;
      }
      if (points > 0) found.push([points, which, entry]);
    }
    found.sort((a, b) => b[0] - a[0] || b[2].weight - a[2].weight || (a[2].names[0] < b[2].names[0] ? -1 : 1));
    return found.filter(([points]) => points >= found[0][0] / 2); // what only resembles is shown where nothing fits
  };

  const fits = (text, entry) => text.split(/\s+/).map(plain).every((word) => entry.plain.some((name) => name.includes(word)));

  // ---- showing
  const address = ({ kind, place }) => {
    const [file, anchor] = place.split("#");
    return `${page.dataset.root}${kind === "items" ? "bulletins" : kind}/${file}.html${anchor ? `#${anchor}` : ""}`;
  };
  const marked = (name, query) => {
    const at = name.toLowerCase().indexOf(query.trim().toLowerCase());
    const to = at + query.trim().length;
    if (at < 0 || to === at) return [name];
    return [name.slice(0, at), element("mark", {}, name.slice(at, to)), name.slice(to)];
  };
  const shown = ([, which, entry], query, id) => {
    const name = entry.names[0] || say("（无名）", "(no name)");
    const made = element("a", { href: address(entry), id, role: "option", tabIndex: -1 },
      element("b", { lang: "zh-Hans" }, ...marked(name, query)),
      element("span", { className: "kind" }, (KINDS[entry.kind] || [entry.kind, entry.kind])[english ? 1 : 0]));
    if (which) made.append(element("span", { className: "other", lang: "zh-Hans" }, ...marked(entry.names[which], query)));
    made.setAttribute("aria-selected", "false");
    return made;
  };
  const attach = (input, box) => {
    let at = -1;
    const options = () => [...box.querySelectorAll("a")];
    const choose = (to) => {
      const all = options();
      if (!all.length) return;
      at = (to + all.length) % all.length;
      all.forEach((one, i) => one.setAttribute("aria-selected", String(i === at)));
      all[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", all[at].id);
    };
    const close = () => {
      box.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const show = () => {
      const query = input.value;
      at = -1;
      if (!query.trim()) return close();
      const found = search(query);
      const note = found.length > MOST ? say(`共 ${found.length} 个结果，显示前 ${MOST} 个`, `${found.length} results, the first ${MOST} shown`)
        : found.length ? "" : parts && known >= parts ? say("没有找到；换一个写法，或少打几个字试试。", "Nothing found; try fewer characters.") : say("正在载入…", "Loading…");
      const near = found.length && !found.some((one) => fits(query, one[2])); // 无锡总工会 where there is none of 无锡
      box.replaceChildren(
        ...(near ? [element("p", { role: "status" }, say("没有完全相符的名称，以下相近：", "No name fits wholly; these resemble it:"))] : []),
        ...found.slice(0, MOST).map((one, i) => shown(one, query, `${box.id}-${i}`)),
        ...(note ? [element("p", { role: "status" }, note)] : []));
      box.hidden = false;
      input.setAttribute("aria-expanded", "true");
    };
    waiting.add(() => { if (document.activeElement === input || input.value) show(); });
    input.addEventListener("focus", () => { start(); if (input.value) show(); });
    input.addEventListener("input", () => { start(); show(); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // an input method is at work: Enter ends its word
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        choose(event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1);
      } else if (event.key === "Enter") {
        const one = options()[Math.max(at, 0)];
        if (one) one.click();
      } else if (event.key === "Escape") {
        close();
      }
    });
    document.addEventListener("click", (event) => {
      if (!input.parentElement.contains(event.target)) close();
    });
  };
  const input = document.getElementById("q");
  if (input) {
    input.hidden = false;
    attach(input, document.getElementById("found"));
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !/^(input|select|textarea)$/i.test(event.target.tagName)) {
        event.preventDefault();
        input.focus();
      }
    });
    const asked = new URLSearchParams(location.search).get("q"); // index.html?q=要约行动
    if (asked) {
      input.value = asked;
      input.focus();
      start();
    }
  }

  // ---- the open section, where the navigation is wider than the screen
  const here = document.querySelector(".sections [aria-current]");
  if (here) here.closest("nav").scrollLeft = here.offsetLeft - 60;

  // ---- on paper nothing is folded
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details:not([open])")) {
      one.open = true;
      addEventListener("afterprint", () => (one.open = false), { once: true });
    }
  });

  // ---- filters of a list: what its rows say in data-text and data-KEY
  const filters = document.querySelector("[data-filters]");
  if (filters) {
    const rows = [...document.querySelectorAll("[data-row]")].map((row) => [row, plain(row.dataset.row)]);
    const told = filters.querySelector("output");
    const apply = () => {
      const text = plain(filters.querySelector("input").value);
      const chosen = [...filters.querySelectorAll("select")].filter((one) => one.value);
      let count = 0;
      for (const [row, name] of rows) {
        const keep = name.includes(text) && chosen.every((one) => (row.dataset[one.name] || "").split("|").includes(one.value));
        row.hidden = !keep;
        count += keep ? 1 : 0;
      }
      told.textContent = `${count} / ${rows.length}`;
    };
    filters.addEventListener("input", apply);
    filters.hidden = false;
    apply();
  }
  page.dataset.ready = "yes";
})();
