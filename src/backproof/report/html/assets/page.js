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
  const typesetIn = (where) => {
    for (const code of where.querySelectorAll("code.tex")) {
      const fold = code.closest("details:not([open])");
      if (!fold || fold.contains(where) || code.closest("summary")?.parentElement === fold) typeset(code);
    }
  };

  // A formula that is wider than its line scrolls by itself; whatever scrolls can be reached by keyboard.
  const fit = (where) => {
    for (const math of where.querySelectorAll(".math")) {
      if (math.closest(".display, .scroll, .steps, .change")) continue;
      math.classList.remove("wide");
      const box = math.closest("p, li, dd, td, th, div, h1, h2, h3, h4, h5, h6, summary");
      if (box && math.firstChild.scrollWidth !== undefined && widest(math) > box.clientWidth) math.classList.add("wide");
    }
    for (const box of where.querySelectorAll(".display, .scroll, .wide, .claim, .steps .math, .change .math")) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  // Fonts come in after the first formula that needs them, and may be wider than what stood in for them.
  document.fonts?.addEventListener("loadingdone", () => fit(document));
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
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((m) => m.offsetParent !== null);
  const marks = () => shown("a.mark");
  const findings = () => {
    const found = shown("a.mark.v-wrong, a.mark.v-conditional, a.mark.v-unclear");
    return found.length ? found : marks();
  };

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
    else if (event.target.open) {
      typesetIn(event.target);
      fit(event.target);
    }
  }, true);

  let here = null;
  const step = (by, all) => {
    if (!all.length) return;
    const active = document.activeElement;
    const within = active.closest?.("details.finding");
    const from = (within && markOf(within)) || (active.closest?.(".jump") && here) || active;
    let at = all.indexOf(from);
    if (at < 0) {
      const after = all.findIndex((m) => from.compareDocumentPosition(m) & Node.DOCUMENT_POSITION_FOLLOWING);
      at = by > 0 ? (after < 0 ? all.length : after) - 1 : after < 0 ? all.length : after;
    }
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    here = next;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  };
  const jump = document.querySelector(".jump");
  if (jump && findings().length) {
    jump.hidden = false;
    for (const button of jump.querySelectorAll("button")) {
      button.addEventListener("click", () => step(Number(button.value), findings()));
    }
  }
  const typing = (element) => element.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const marked = event.target.matches?.("a.mark");
    const key = event.key;
    if (key === "j" || key === "k") step(key === "j" ? 1 : -1, findings());
    else if (marked && (key === "ArrowDown" || key === "ArrowUp")) step(key === "ArrowDown" ? 1 : -1, marks());
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
  // What is in sight first and the rest between two frames; what is folded away when it is opened.
  const folded = (code) => code.closest("details:not([open])") && !code.closest("summary");
  const queue = [...document.querySelectorAll("code.tex")].filter((code) => !folded(code));
  const work = () => {
    const until = performance.now() + 40;
    while (queue.length && performance.now() < until) typeset(queue.shift());
    if (queue.length) return void setTimeout(work);
    fit(document);
    arrive();
    root.dataset.ready = "1";
    document.fonts.ready.then(() => fit(document));
  };
  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => fit(document), 150);
  });
  addEventListener("hashchange", arrive);
  addEventListener("beforeprint", () => {
    for (const finding of document.querySelectorAll("details.finding.loud")) finding.open = true;
    document.querySelectorAll("code.tex").forEach(typeset);
  });
  work();
})();
