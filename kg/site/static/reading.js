// The reading page: the passage that the address points at, #c120-144, is highlighted whole, and so are its facts.
"use strict";

(() => {
  const POINT = /^#c(\d+)-(\d+)$/;
  const texts = [...document.querySelectorAll(".text[data-at]")];
  const said = document.getElementById("said");

  // The place of an offset in one stretch of the text; offsets are code points, JavaScript counts UTF-16 units.
  function place(text, offset) {
    let left = offset - Number(text.dataset.at);
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let last = [text, 0];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      let at = 0;
      while (at < node.data.length && left > 0) {
        at += node.data.codePointAt(at) > 0xffff ? 2 : 1;
        left -= 1;
      }
      last = [node, at];
      if (left === 0) break;
    }
    return last;
  }

  // A passage may run over several stretches: what stands between them, the facts, is no part of it.
  function ranges(start, end) {
    const found = [];
    texts.forEach((text, number) => {
      const next = texts[number + 1];
      const from = Math.max(start, Number(text.dataset.at));
      const to = next ? Math.min(end, Number(next.dataset.at)) : end;
      if (from >= to) return;
      const made = document.createRange();
      made.setStart(...place(text, from));
      made.setEnd(...place(text, to));
      found.push(made);
    });
    return found;
  }

  function follow() {
    for (const one of document.querySelectorAll(".cited")) one.classList.remove("cited");
    if (window.CSS?.highlights) CSS.highlights.delete("cited");
    const point = POINT.exec(location.hash);
    if (!point) return;
    const anchor = location.hash.slice(1);
    const [start, end] = [Number(point[1]), Number(point[2])];
    const found = document.getElementById(anchor);
    for (const one of document.querySelectorAll(`.text [data-c="${anchor}"]`)) one.classList.add("cited");
    if (found && found.localName !== "i") found.classList.add("cited");
    else {
      const cited = ranges(start, end);
      if (window.CSS?.highlights) CSS.highlights.set("cited", new Highlight(...cited));
      const top = cited[0]?.getBoundingClientRect().top;
      if (top !== undefined) window.scrollTo(0, window.scrollY + top - window.innerHeight / 3);
    }
    found?.scrollIntoView({ block: "center" });
    for (const card of document.querySelectorAll(`.fact[data-for="${anchor}"]`)) {
      card.classList.add("cited");
      const aside = card.closest("aside");
      if (aside.scrollHeight > aside.clientHeight) aside.scrollTop = card.offsetTop - 8;
    }
  }

  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a.cite");
    if (!link) return;
    try {
      await navigator.clipboard.writeText(link.href);
      said.textContent = document.documentElement.lang.startsWith("zh") ? "链接已复制" : "link copied";
    } catch {
      said.textContent = link.href; // no clipboard here: the address stands in the bar, and there
    }
  });
  addEventListener("hashchange", follow);
  follow();
  document.documentElement.dataset.reading = "yes";
})();
