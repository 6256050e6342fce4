// The preview's page: rows of cards that follow what is saved, and keep the reader's place.
(() => {
  "use strict";

  const main = document.querySelector("main");
  const header = document.querySelector("header");
  const said = document.getElementById("told");
  const mistakes = document.getElementById("mistakes");
  const warnings = document.getElementById("warnings");

  const NEAR = "600px"; // rows that are as near as this are filled
  const SCALE = 0.7; // of frames, in which cards are as wide as in a window of Anki
  const SIDES = ["front", "back"];
  const TIMES = ["day", "night"];

  const rows = new Map(); // by the names of their cards
  const faces = new Map(); // by the windows of their frames
  let cards = null; // those that are shown

  // --- what changed -------------------------------------------------------------------------------------------------

  let asking = false;
  let stale = false;

  async function follow() {
    stale = true;
    if (asking) return;
    asking = true;
    try {
      while (stale) {
        stale = false;
        const state = await fetch("/state").then((answer) => answer.json(), () => null);
        if (state) show(state); // else the server has gone, which the events tell
      }
    } finally {
      asking = false;
    }
  }

  function show(state) {
    const before = new Map((cards || []).map((card) => [card.name, card.face]));
    const edited = before.size ? state.cards.filter((card) => before.get(card.name) !== card.face) : [];
    keepPlace(() => {
      report(state);
      lay(state.cards);
    });
    if (edited.length) mark(edited.map((card) => rows.get(card.name)));
  }

  function report(state) {
    document.title = (state.mistakes.length ? "✗ " : "") + "mmcards preview";
    const stay = state.cards.length ? "The last good cards stay." : "";
    said.textContent = state.mistakes.length ? stay : [state.told, count(state.warnings)].filter(Boolean).join(", ");
    said.dataset.told = said.textContent;
    mistakes.hidden = !state.mistakes.length;
    mistakes.querySelector("h2").textContent = state.told;
    mistakes.querySelector("pre").textContent = state.mistakes.join("\n");
    warnings.hidden = !state.warnings.length;
    warnings.querySelector("summary").textContent = count(state.warnings);
    warnings.querySelector("pre").textContent = state.warnings.join("\n");
    const style = document.documentElement.style;
    style.setProperty("--top", header.offsetHeight + "px");
    style.setProperty("--below", header.offsetHeight + mistakes.offsetHeight + "px");
  }

  function count(lines) {
    const number = lines.filter((line) => line.includes(": warning: ")).length;
    return number ? number + (number === 1 ? " warning" : " warnings") : "";
  }

  // Rows stay where they are if they can: a frame that is moved in the page begins anew.
  function lay(next) {
    const names = new Set(next.map((card) => card.name));
    for (const [name, row] of rows) if (!names.has(name)) row.remove();
    for (const heading of main.querySelectorAll(":scope > h2")) heading.remove();
    const several = new Set(next.map((card) => card.deck)).size > 1;
    let place = main.firstChild;
    let deck = null;
    for (const card of next) {
      if (several && card.deck !== deck) main.insertBefore(element("h2", "", card.deck), place);
      deck = card.deck;
      const row = rows.get(card.name) || makeRow(card.name);
      row.change(card);
      if (row.element === place) place = place.nextSibling;
      else main.insertBefore(row.element, place);
    }
    cards = next;
  }

  // --- the reader's place -------------------------------------------------------------------------------------------

  function top() {
    return mistakes.hidden ? header.getBoundingClientRect().bottom : mistakes.getBoundingClientRect().bottom;
  }

  // What is shown first stays where it is on the screen, whatever happens above it.
  function keepPlace(change) {
    const edge = header.getBoundingClientRect().bottom;
    const seen = [];
    for (const row of scrollY > 0 ? rows.values() : []) {
      const box = row.near && row.element.getBoundingClientRect();
      if (box && box.bottom > edge) seen.push({ row, top: box.top });
    }
    change();
    const first = seen.sort((one, other) => one.top - other.top).find(({ row }) => row.element.isConnected);
    if (first) scrollBy({ top: first.row.element.getBoundingClientRect().top - first.top, behavior: "instant" });
  }

  function mark(edited) {
    for (const row of rows.values()) row.element.classList.toggle("edited", edited.includes(row));
    const upper = top();
    const isSeen = (row) => {
      const box = row.element.getBoundingClientRect();
      return box.top >= upper - 1 && box.top < innerHeight - 120;
    };
    if (edited.some(isSeen)) return;
    const box = edited[0].element.getBoundingClientRect();
    scrollBy({ top: box.top - upper - 12, behavior: "instant" });
  }

  // --- a card -------------------------------------------------------------------------------------------------------

  function makeRow(name) {
    const article = element("article", "card");
    const heading = element("h3");
    const title = element("b");
    const section = element("span");
    const place = element("span", "place");
    const marked = element("span", "mark", "just edited");
    heading.append(title, section, place, marked);
    const grid = element("div", "faces");
    const paper = element("div", "paper");
    paper.append(element("div", "sheet", "printing …"));
    const cells = [];
    for (const time of TIMES) {
      for (const side of SIDES) {
        const cell = element("figure", "face " + time);
        cells.push({ cell, side, time, frame: null, key: "", height: 0 });
        grid.append(cell);
      }
    }
    article.append(heading, ...["Front in Anki", "Back in Anki", "On paper"].map((words) => element("small", "", words)));
    article.append(grid, paper);

    const row = { element: article, card: null, is: "", near: false, cells, printed: "", change, come, go, remove };

    function change(card) {
      const is = JSON.stringify(card);
      if (is === row.is) return;
      row.is = is;
      row.card = card;
      title.textContent = card.id + (card.which ? " (" + card.which + ")" : "");
      section.textContent = card.section;
      place.textContent = card.place;
      if (row.near) come();
    }

    function come() {
      row.near = true;
      cells.filter((each) => isWanted(each.time)).forEach((each) => fill(row, each));
      if (row.printed !== row.card.paper) print(row, paper);
    }

    // What is far away is let go: a deck may have thousands of cards.
    function go() {
      row.near = false;
      cells.forEach(empty);
    }

    function remove() {
      nearness.unobserve(article);
      go();
      article.remove();
      rows.delete(name);
    }

    article.row = row;
    rows.set(name, row);
    nearness.observe(article);
    return row;
  }

  const nearness = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) entry.target.row.come();
        else if (entry.target.row.near) entry.target.row.go();
      }
    },
    { rootMargin: NEAR + " 0px" },
  );

  // --- its sides ----------------------------------------------------------------------------------------------------

  // The old frame stays above the new one until that has told its height. It is not hidden: what nobody could see is not
  // drawn, and tells none.
  function fill(row, each) {
    if (each.key === row.card.face) return;
    each.key = row.card.face;
    for (const late of each.cell.querySelectorAll(".coming")) drop(late);
    const frame = element("iframe", "coming");
    frame.title = [row.card.id, each.side, each.time === "day" ? "light" : "dark"].join(", ");
    frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
    frame.src = ["/faces", each.key, each.side, each.time].join("/");
    each.cell.prepend(frame);
    faces.set(frame.contentWindow, { row, each, frame });
  }

  function empty(each) {
    each.key = "";
    each.frame = null;
    for (const frame of each.cell.querySelectorAll("iframe")) drop(frame);
  }

  function drop(frame) {
    faces.delete(frame.contentWindow);
    frame.remove();
  }

  addEventListener("message", (event) => {
    const face = faces.get(event.source);
    if (!face) return;
    if (typeof event.data.height === "number") grow(face, event.data.height);
    if (event.data.turned === true) answer(face.row, event.data);
  });

  function grow({ each, frame }, height) {
    keepPlace(() => {
      if (each.frame !== frame) {
        if (each.frame) drop(each.frame);
        each.frame = frame;
        frame.classList.remove("coming");
      }
      const wanted = Math.min(Math.ceil(height), 4000);
      if (wanted === each.height) return;
      each.height = wanted;
      each.cell.style.minHeight = Math.ceil(wanted * SCALE) + 2 + "px"; // with its border
    });
  }

  // The card was turned: its backs show what was answered.
  function answer(row, { kept, typed }) {
    for (const each of row.cells) {
      if (each.side === "back" && each.frame) each.frame.contentWindow.postMessage({ kept, typed }, "*");
    }
  }

  // --- its pages ----------------------------------------------------------------------------------------------------

  // The old pages stay until the new ones can be drawn.
  async function print(row, paper) {
    const key = (row.printed = row.card.paper);
    try {
      const made = await (await fetch("/paper/" + key)).json();
      const pages = Array.from({ length: made.pages }, (_, place) => {
        const page = element("img");
        page.alt = row.card.id + ", printed" + (place ? ", page " + (place + 1) : "");
        page.src = "/paper/" + key + "/" + place;
        return page;
      });
      await Promise.all(pages.map((page) => page.decode()));
      if (row.printed !== key) return;
      keepPlace(() => {
        paper.replaceChildren(...pages);
        paper.classList.toggle("wrong", !pages.length);
        if (made.lines.length) paper.append(element("pre", "", made.lines.join("\n")));
      });
    } catch (error) {
      if (row.printed === key) row.printed = ""; // there is a newer one, of which the events tell
    }
  }

  // --- the server ---------------------------------------------------------------------------------------------------

  // A page that nobody sees lets go of its connection, of which browsers have few.
  let events = null;

  function listen() {
    if (document.hidden) {
      if (events) events.close();
      events = null;
    } else if (!events) {
      events = new EventSource("/events");
      events.onmessage = follow;
      events.onopen = () => ended(false);
      events.onerror = () => ended(true);
    }
  }

  function ended(is) {
    said.classList.toggle("ended", is);
    said.textContent = is ? "The preview has ended: start `mmcards preview` again." : said.dataset.told || "";
  }

  // --- light, dark or both ------------------------------------------------------------------------------------------

  function isWanted(time) {
    return main.className === "both" || main.className === time;
  }

  for (const input of document.querySelectorAll("input[name=times]")) {
    input.addEventListener("change", () => {
      keepPlace(() => (main.className = input.value));
      for (const row of rows.values()) if (row.near) row.come();
    });
    if (input.checked) main.className = input.value;
  }

  document.addEventListener("visibilitychange", listen);
  listen();

  function element(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }
})();
