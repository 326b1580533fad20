
"use strict";
// The page can be read without this. It shows one part at a time, sorts, finds students, and hides names.
document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  const make = (kind, words, properties = {}) => Object.assign(document.createElement(kind), { textContent: words }, properties);
  let shown = document.querySelector(".view.now");

  function promises(tests) {
    const list = make("ol", "", { className: "tests" });
    for (const test of tests.querySelectorAll("a")) {
      const line = make("li", "");
      line.append(test, " " + document.getElementById(test.hash.slice(1)).querySelector("th").textContent);
      list.append(line);
    }
    return list;
  }

  function bringMessages(view) {
    for (const link of view.querySelectorAll("a.alike:not([hidden])")) {
      const said = document.getElementById(link.hash.slice(1)).querySelector(".said").cloneNode(true);
      for (const tests of said.querySelectorAll(".told:not(.failed) .tests")) tests.replaceWith(promises(tests));
      link.closest("p").after(said);
      link.hidden = true;
    }
  }

  function show(moved) {
    const target = document.getElementById(location.hash.slice(1)) || document.getElementById("class");
    const view = target.closest(".view");
    if (!view) return;
    if (view.matches("article")) bringMessages(view);
    shown.classList.remove("now");
    view.classList.add("now");
    shown = view;
    for (const link of document.querySelectorAll("nav a")) {
      if (link.hash === "#" + view.id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    for (let outer = target; outer; outer = outer.parentElement) if (outer.matches("details")) outer.open = true;
    if (!moved) return;
    if (target === view) scrollTo(0, 0);
    else target.scrollIntoView();
    const focus = target === view ? view.querySelector("h2") : target.querySelector("summary, a") || target;
    focus.focus({ preventScroll: true });
  }

  function sortable(table) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const name = head.querySelector("a")?.textContent || head.firstChild.textContent;
      const button = make("button", "\u2195", { type: "button", className: "sort" });
      button.setAttribute("aria-label", "Sort by " + name.trim());
      button.addEventListener("click", () => sort(table, column, head));
      head.insertBefore(button, head.querySelector("small"));
    });
  }

  function value(cell) {
    const text = cell.dataset.value ?? cell.textContent.trim();
    if (cell.matches("th")) return text;
    const number = parseFloat(text.replace("\u2212", "-"));
    return Number.isNaN(number) ? (text === "\u2013" ? -2 : 0) : number;
  }

  function sort(table, column, head) {
    const down = head.getAttribute("aria-sort") === "ascending";
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [value(row.cells[column]), row]);
    const order = (a, b) => (typeof a === "string" ? a.localeCompare(b) : a - b);
    rows.sort(([a], [b]) => (down ? order(b, a) : order(a, b)));
    body.remove();
    body.append(...rows.map(([, row]) => row));
    table.append(body);
    for (const other of table.tHead.rows[0].cells) {
      other.removeAttribute("aria-sort");
      other.querySelector(".sort").textContent = "\u2195";
    }
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    head.querySelector(".sort").textContent = down ? "\u2193" : "\u2191";
  }

  function findable(table) {
    const input = make("input", "", { type: "search" });
    const count = make("output", "");
    const label = make("label", table.dataset.filter + " ");
    const box = make("div", "", { className: "find" });
    label.append(input);
    box.append(label, count);
    (table.closest(".beside") || table.closest(".scroll")).before(box);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLocaleLowerCase();
      const rows = [...table.tBodies[0].rows];
      for (const row of rows) row.hidden = !row.cells[0].textContent.toLocaleLowerCase().includes(wanted);
      count.textContent = wanted ? rows.filter((row) => !row.hidden).length + " found" : "";
    });
  }

  function hideable() {
    const names = new Map();
    const button = make("button", "Hide names", { type: "button" });
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const hide = document.documentElement.classList.toggle("nameless");
      button.setAttribute("aria-pressed", hide);
      if (!hide) {
        for (const [element, name] of names) element.textContent = name;
        names.clear();
        return;
      }
      for (const element of document.querySelectorAll("bdi")) {
        const key = element.dataset.key || element.closest("a")?.hash.slice(2) || element.closest("article")?.id.slice(1);
        names.set(element, element.textContent);
        element.textContent = "Student " + key;
      }
    });
    document.querySelector("header").append(button);
  }

  const closed = [];
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details:not([open])")) {
      one.open = true;
      closed.push(one);
    }
  });
  addEventListener("afterprint", () => {
    for (const one of closed.splice(0)) one.open = false;
  });
  addEventListener("hashchange", () => show(true));
  document.querySelectorAll("table.sortable").forEach(sortable);
  document.querySelectorAll("table[data-filter]").forEach(findable);
  hideable();
  show(location.hash !== "");
});
