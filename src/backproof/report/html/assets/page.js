"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  // Formulas. A command that could fetch or link is refused; a formula that fails stays as its source.
  const options = {
    throwOnError: false, errorColor: "currentColor", strict: "ignore", maxSize: 30, maxExpand: 2000,
    trust: (c) => c.command === "\\htmlClass" && (c.class === "bp-ins" || c.class === "bp-del"),
  };
  const set = (latex, display) => {
    const made = document.createElement("span");
    made.className = "math";
    try {
      katex.render((display ? "\\displaystyle " : "") + latex, made, { ...options, macros: macros() });
    } catch {
      return null;
    }
    return made.querySelector(".katex-error") || !made.firstChild ? null : made;
  };
  const macros = () => ({
    "\\mathbbm": "\\mathbb", "\\mathds": "\\mathbb", "\\bm": "\\boldsymbol", "\\mbox": "\\text", "\\eqref": "(\\text{#1})",
    "\\ensuremath": "#1", "\\mathlarger": "#1", "\\norm": "\\lVert #1\\rVert", "\\abs": "\\lvert #1\\rvert",
  });
  const typeset = (code) => {
    if (code.dataset.done) return;
    code.dataset.done = "1";
    const display = "display" in code.dataset;
    const made = (code.dataset.marked && set(code.dataset.marked, display)) || set(code.textContent, display);
    if (made) code.replaceWith(made);
    else code.classList.add("failed");
  };
  const typesetIn = (where) => where.querySelectorAll("code.tex").forEach(typeset);

  // A formula that is wider than its line scrolls by itself; whatever scrolls can be reached by keyboard.
  const fit = (where) => {
    for (const math of where.querySelectorAll(".math")) {
      if (math.closest(".display, .scroll")) continue;
      math.classList.remove("wide");
      const box = math.closest("p, li, dd, td, th, div, h1, h2, h3, h4, h5, h6, summary");
      if (box && math.firstChild.scrollWidth !== undefined && widest(math) > box.clientWidth) math.classList.add("wide");
    }
    for (const box of where.querySelectorAll(".display, .scroll, .wide, .claim")) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  const widest = (math) => Math.max(0, ...[...math.querySelectorAll(".base")].map((b) => b.offsetWidth));

  // Findings open from their marks.
  const findingOf = (mark) => document.getElementById(mark.hash.slice(1));
  const markOf = (finding) => document.getElementById(finding.dataset.mark);
  const toggled = (finding) => {
    const mark = markOf(finding);
    if (mark) mark.setAttribute("aria-expanded", String(finding.open));
    if (finding.open) {
      typesetIn(finding);
      fit(finding);
    }
  };
  const open = (finding, focus) => {
    finding.open = true;
    toggled(finding);
    if (focus) {
      finding.querySelector("summary").focus({ preventScroll: true });
      finding.scrollIntoView({ block: "nearest" });
    }
  };
  const marks = () => [...document.querySelectorAll("a.mark")].filter((m) => m.offsetParent !== null);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    if (link.classList.contains("mark")) {
      event.preventDefault();
      if (target.open) {
        target.open = false;
        toggled(target);
      } else open(target, event.detail === 0);
    } else if (target.matches("details")) {
      target.open = true;
      typesetIn(target);
    }
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.finding")) toggled(event.target);
  }, true);

  const step = (by) => {
    const all = marks();
    if (!all.length) return;
    const active = document.activeElement;
    const within = active.closest?.("details.finding");
    let at = all.indexOf(within ? markOf(within) : active);
    if (at < 0) {
      const after = all.findIndex((m) => active.compareDocumentPosition(m) & Node.DOCUMENT_POSITION_FOLLOWING);
      at = by > 0 ? (after < 0 ? all.length : after) - 1 : after < 0 ? all.length : after;
    }
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  };
  const typing = (element) => element.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const marked = event.target.matches?.("a.mark");
    const key = event.key;
    if (key === "j" || (marked && key === "ArrowDown")) step(1);
    else if (key === "k" || (marked && key === "ArrowUp")) step(-1);
    else if (key === " " && marked) event.target.click();
    else if (key === "Escape") {
      const finding = marked ? findingOf(event.target) : event.target.closest?.("details.finding");
      if (!finding) return;
      finding.open = false;
      toggled(finding);
      markOf(finding)?.focus();
    } else return;
    event.preventDefault();
  });

  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const code = button.parentElement.querySelector("pre code").textContent;
      try {
        await navigator.clipboard.writeText(code);
      } catch {
        const area = document.createElement("textarea");
        area.value = code;
        button.after(area);
        area.select();
        document.execCommand("copy");
        area.remove();
      }
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
  }

  const arrive = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches("details")) {
      open(target, false);
      target.scrollIntoView({ block: "center" });
    }
  };
  for (const mark of document.querySelectorAll("a.mark")) {
    mark.setAttribute("role", "button");
    mark.setAttribute("aria-expanded", "false");
    mark.setAttribute("aria-controls", mark.hash.slice(1));
  }
  // What is on the page first, what is folded away when it is opened.
  for (const code of document.querySelectorAll("code.tex")) if (!code.closest("details:not([open])")) typeset(code);
  for (const summary of document.querySelectorAll("summary")) typesetIn(summary);
  fit(document);
  root.dataset.ready = "1";
  document.fonts.ready.then(() => fit(document));
  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => fit(document), 150);
  });
  addEventListener("hashchange", arrive);
  addEventListener("beforeprint", () => {
    for (const finding of document.querySelectorAll("details.finding.loud")) finding.open = true;
    typesetIn(document);
  });
  arrive();
})();
