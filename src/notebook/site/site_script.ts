/**
 * JavaScript of a site. Without it pages are complete; with it they can be searched, figures can be
 * moved, code can be copied and colours chosen.
 *
 * @module
 */

import { DRAW_FIGURE } from "../convert/plotly_figures.ts";

/** In the head, before anything is painted: the colours that the reader chose. */
export const THEME_SCRIPT = `try {
  const theme = localStorage.getItem("tensaur-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch (error) {
  // Browsers that keep nothing for this page throw a SecurityError.
  if (!(error instanceof DOMException)) throw error;
}`;

const THEME = `function theme() {
  const root = document.documentElement;
  const button = document.querySelector(".bar .theme");
  const names = { auto: "Theme: automatic", light: "Theme: light", dark: "Theme: dark" };
  const order = Object.keys(names);
  const show = () => {
    const now = root.dataset.theme ?? "auto";
    button.textContent = { auto: "◐", light: "☀︎", dark: "☾" }[now];
    button.title = names[now];
    button.setAttribute("aria-label", names[now]);
  };
  button.addEventListener("click", () => {
    const next = order[(order.indexOf(root.dataset.theme ?? "auto") + 1) % order.length];
    if (next === "auto") delete root.dataset.theme;
    else root.dataset.theme = next;
    try {
      localStorage.setItem("tensaur-theme", next);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
    show();
  });
  show();
  button.hidden = false;
}`;

const LOAD = `const nonce = document.currentScript.nonce;
const loading = new Map();
function load(address) {
  if (!loading.has(address)) {
    loading.set(address, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.nonce = nonce;
      script.src = address;
      script.onload = resolve;
      script.onerror = () => reject(new Error("Cannot load " + address));
      document.head.append(script);
    }));
  }
  return loading.get(address);
}`;

const SEARCH = `function search() {
  const box = document.querySelector(".navigation > .search");
  const [input, list, found] = box.children;
  const tree = document.querySelector(".navigation > .tree");
  const { root, search: address } = document.body.dataset;
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const make = (name, text, parent) => {
    const element = parent.appendChild(document.createElement(name));
    element.textContent = text;
    return element;
  };
  const snippet = (text, word, parent) => {
    const at = Math.max(0, fold(text).indexOf(word));
    const start = Math.max(0, at - 40);
    const hit = text.slice(at, at + word.length);
    make("span", (start > 0 ? "…" : "") + text.slice(start, at), parent);
    if (fold(hit) === word) make("mark", hit, parent);
    make("span", text.slice(at + (fold(hit) === word ? word.length : 0), at + 90), parent);
  };
  const run = async () => {
    const words = fold(input.value).split(/\\s+/).filter((word) => word !== "");
    tree.hidden = words.length > 0;
    list.hidden = words.length === 0;
    list.replaceChildren();
    found.textContent = "";
    if (words.length === 0) return;
    const asked = input.value;
    await load(address);
    if (asked !== input.value) return;
    const { pages, entries } = globalThis.tensaurSearch;
    const hits = [];
    for (const [page, id, heading, text] of entries) {
      const [title] = pages[page];
      const fields = [[fold(heading), 4], [fold(title), 2], [fold(text), 1]];
      let score = 0;
      for (const word of words) {
        const best = fields.find(([field]) => field.includes(word));
        score = best && score >= 0 ? score + best[1] : -1;
        if (score < 0) break;
      }
      if (score > 0) hits.push({ page, id, heading, text, score });
    }
    hits.sort((a, b) => b.score - a.score);
    for (const { page, id, heading, text } of hits.slice(0, 30)) {
      const [title, target] = pages[page];
      const link = make("a", "", make("li", "", list));
      link.href = root + target + (id === "" ? "" : "#" + encodeURIComponent(id));
      make("b", heading || title, link);
      if (heading && heading !== title) make("small", title, link);
      snippet(text, words.find((word) => fold(text).includes(word)) ?? words[0],
        make("span", "", link));
    }
    found.textContent = hits.length === 0 ? "Nothing found" :
      hits.length > 30 ? "The first 30 of " + hits.length : "";
  };
  input.addEventListener("input", run);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && input.value !== "") {
      event.preventDefault();
      input.value = "";
      run();
    } else if (event.key === "Enter") list.querySelector("a")?.click();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(?:INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const navigation = box.parentElement;
    if (getComputedStyle(navigation).display === "none") navigation.showPopover();
    input.focus();
  });
  box.hidden = false;
}`;

const FIGURES = `function figures() {
  const { plotly } = document.body.dataset;
  const data = document.querySelector("body > script[type='application/json']");
  if (plotly === undefined || data === null) return;
  for (const [i, figure] of JSON.parse(data.textContent).entries()) {
    const place = document.getElementById("figure-" + (i + 1));
    if (place === null) continue;
    // As wide as there is room, whatever it was made for; where that is too little it is moved.
    const { width = 0, ...layout } = figure.layout ?? {};
    if (place.clientWidth < 0.75 * width) layout.width = 0.75 * width;
    const draw = () => load(plotly).then(() => drawFigure(place, { ...figure, layout }));
    const picture = place.querySelector("img");
    if (picture === null) {
      draw();
      continue;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "live";
    button.textContent = "Interactive";
    button.setAttribute("aria-label", "Interactive: " + picture.alt);
    button.addEventListener("click", () => {
      button.disabled = true;
      draw().then(() => button.remove(), () => {
        button.textContent = "Cannot be loaded";
      });
    });
    place.after(button);
  }
}`;

const READING = `function reading() {
  for (const code of document.querySelectorAll(".input > pre.code")) {
    if (!navigator.clipboard) break;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
      setTimeout(() => button.textContent = "Copy", 1500);
    });
    code.after(button);
  }
  for (const heading of document.querySelectorAll("main .markdown :is(h2, h3, h4)[id]")) {
    const link = document.createElement("a");
    link.className = "anchor";
    link.href = "#" + encodeURIComponent(heading.id);
    link.setAttribute("aria-label", "Link to this section");
    link.textContent = "#";
    heading.append(" ", link);
  }
  // What is moved with a finger is moved with the arrow keys, too.
  const roots = [...document.querySelectorAll(".output")].flatMap((each) => each.shadowRoot ?? []);
  for (const root of [document.querySelector("main"), ...roots]) {
    for (const element of root.querySelectorAll("pre, .output, table, p, figure, div")) {
      const moves = /^(?:auto|scroll)$/.test(getComputedStyle(element).overflowX);
      if (moves && element.scrollWidth > element.clientWidth + 1) element.tabIndex = 0;
    }
  }
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("main details")) details.open = true;
  });
  const contents = document.querySelector("nav.contents");
  if (contents === null) return;
  const links = new Map();
  for (const link of contents.querySelectorAll("a")) {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target) links.set(target, link);
  }
  contents.addEventListener("click", (event) => {
    if (event.target.closest("a") && contents.matches(":popover-open")) contents.hidePopover();
  });
  // The last heading above the middle of the upper half is the one that is read.
  const follow = () => {
    let current;
    for (const [heading, link] of links) {
      if (heading.getBoundingClientRect().top < innerHeight / 3) current = link;
      link.removeAttribute("aria-current");
    }
    current?.setAttribute("aria-current", "true");
  };
  let asked = false;
  addEventListener("scroll", () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      follow();
    });
  }, { passive: true });
  follow();
}`;

/** The script of all pages. */
export const SITE_SCRIPT = `"use strict";
(() => {
${[LOAD, DRAW_FIGURE, THEME, SEARCH, FIGURES, READING].join("\n")}
theme();
search();
figures();
reading();
})();
`;
