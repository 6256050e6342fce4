// One side of a card in its frame, as a program of Anki shows it: it fills the page, and tells what the learner did.
(() => {
  "use strict";

  const side = document.getElementById("side");
  const qa = document.getElementById("qa");
  const tell = (message) => parent.postMessage(message, "*");

  // What the cards' own script calls to turn the card.
  window.pycmd = (command) => command === "ans" && turn();

  function turn() {
    const input = document.querySelector("input#typeans");
    tell({ turned: true, kept: window.mmcards ? window.mmcards.kept : null, typed: input ? input.value : "" });
  }

  // The scripts in a template run anew whenever its content is put into the page.
  function show(kept, typed) {
    const page = (window.mmcards = window.mmcards || { release: null, kept: null });
    if (page.release) page.release();
    page.kept = kept;
    const content = side.content.cloneNode(true);
    const comparison = content.querySelector("code#typeans");
    if (comparison && typed) compare(comparison, typed);
    qa.replaceChildren(content);
  }

  // --- what was typed, beside what was to be typed: as Anki compares them ---------------------------------------------

  function compare(comparison, typed) {
    const wanted = Array.from(comparison.textContent);
    const given = Array.from(typed.normalize("NFC").trim());
    comparison.textContent = "";
    if (given.join("") === wanted.join("")) {
      comparison.append(span("typeGood", typed));
      return;
    }
    const common = longest(given, wanted);
    const upper = runs(given, common.given, "typeBad");
    const lower = runs(wanted, common.wanted, "typeMissed");
    comparison.append(...upper, document.createElement("br"), "↓", document.createElement("br"), ...lower);
  }

  // The places of a longest common subsequence in both.
  function longest(given, wanted) {
    const lengths = Array.from({ length: given.length + 1 }, () => new Uint16Array(wanted.length + 1));
    for (let i = given.length - 1; i >= 0; i -= 1) {
      for (let j = wanted.length - 1; j >= 0; j -= 1) {
        lengths[i][j] =
          given[i] === wanted[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
      }
    }
    const found = { given: new Set(), wanted: new Set() };
    for (let i = 0, j = 0; i < given.length && j < wanted.length; ) {
      if (given[i] === wanted[j]) {
        found.given.add(i++);
        found.wanted.add(j++);
      } else if (lengths[i + 1][j] >= lengths[i][j + 1]) i += 1;
      else j += 1;
    }
    return found;
  }

  function runs(letters, good, otherwise) {
    const made = [];
    letters.forEach((letter, place) => {
      const name = good.has(place) ? "typeGood" : otherwise;
      const last = made[made.length - 1];
      if (last && last.className === name) last.textContent += letter;
      else made.push(span(name, letter));
    });
    return made;
  }

  function span(name, text) {
    const made = document.createElement("span");
    made.className = name;
    made.textContent = text;
    return made;
  }

  // --- what happens to the frame --------------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.id === "typeans") turn();
  });
  document.addEventListener("click", (event) => {
    const player = event.target.closest("[data-sound]");
    if (!player) return;
    event.preventDefault();
    new Audio(new URL(player.dataset.sound, document.baseURI)).play().catch(() => {});
  });
  window.addEventListener("message", (event) => {
    if (event.source === parent) show(event.data.kept, event.data.typed);
  });
  // Frames that nobody sees yet are not drawn, and what observes sizes waits for that: so the height is told at once too.
  // A new frame has no width for a moment.
  const measure = () => innerWidth > 0 && tell({ height: document.documentElement.offsetHeight });
  new ResizeObserver(measure).observe(document.documentElement);
  window.addEventListener("resize", measure);
  window.addEventListener("load", measure);
  show(null, "");
})();
