// What a tap or a key does on a card, and what the back says of it. A card is whole without it.
// Templates hold it, so it has no two braces side by side, and no backslash before a bracket.
(() => {
  "use strict";

  // The one name that stays: a program may keep one page for all cards. `release` lets go of the last card's keys,
  // `kept` is what was chosen where the browser stores nothing.
  const page = (window.mmcards = window.mmcards || { release: null, kept: null });

  function start() {
    if (page.release) page.release();
    const front = document.querySelector(".front[data-note]");
    if (!front) return;
    const back = front.closest(".back");
    nameControls(back || front);
    const note = front.dataset.note;
    const choose = front.querySelector(".choose");
    const question = choose && read(choose, note);
    if (back) {
      if (question) mark(question, back.querySelector(".correct").textContent, kept(note), back.querySelector(".answer"));
      acceptTyped(back);
    } else {
      if (question) keep(note, []);
      const named = "mmcards-context mmcards-question";
      const choices = question && ask(question, named, (chosen) => keep(note, chosen), turn);
      listen(front, choices, front.querySelector(".hint"));
    }
  }

  // --- what was chosen: indexes of items, in the order of choosing ---------------------------------------------------

  function keep(note, chosen) {
    const key = "mmcards " + note;
    page.kept = null;
    try {
      if (chosen.length) sessionStorage.setItem(key, JSON.stringify(chosen));
      else sessionStorage.removeItem(key);
    } catch (error) {
      page.kept = { note, chosen };
    }
  }

  function kept(note) {
    if (page.kept && page.kept.note === note) return page.kept.chosen;
    try {
      return JSON.parse(sessionStorage.getItem("mmcards " + note)) || [];
    } catch (error) {
      return [];
    }
  }

  // --- turning ------------------------------------------------------------------------------------------------------

  // Where the page cannot turn the card, the learner does.
  function turn(status) {
    if (typeof showAnswer === "function") showAnswer(); // AnkiDroid
    else if (typeof pycmd === "function") pycmd("ans"); // the desktop
    setTimeout(() => {
      status.textContent = "Turn the card to compare.";
    }, 300);
  }

  // --- typed answers ------------------------------------------------------------------------------------------------

  // Anki compares with one answer. Where what was typed is another one that counts, that is said in place of the
  // comparison, whose first line is what was typed, with a dash for each letter that is missing.
  function acceptTyped(back) {
    const comparison = back.querySelector("#typeans");
    if (!comparison || !comparison.querySelector("span")) return;
    let typed = "";
    for (const node of Array.from(comparison.childNodes)) {
      if (node.nodeName === "BR") break;
      if (node.className !== "typeMissed") typed += node.textContent;
    }
    typed = plain(typed);
    const accepted = Array.from(back.querySelectorAll(".accepted > li"), (item) => plain(item.textContent));
    if (!typed || !accepted.includes(typed)) return;
    comparison.textContent = "";
    comparison.append(element("span", "typeGood", typed));
    comparison.after(outcome(true, "This counts too."));
  }

  function plain(text) {
    return text.normalize("NFC").split("\u00a0").join(" ").trim();
  }

  // --- what Anki puts on cards, for those who hear them ---------------------------------------------------------------

  function nameControls(side) {
    const input = side.querySelector("input#typeans");
    if (input) input.setAttribute("aria-label", "Your answer");
    side.querySelectorAll(".replay-button").forEach((player) => player.setAttribute("aria-label", "Play"));
  }

  // --- keys ---------------------------------------------------------------------------------------------------------

  function listen(front, choices, hint) {
    if (hint) hint.querySelector("summary").setAttribute("aria-keyshortcuts", "Alt+0 Alt+H");
    const onKey = (event) => {
      if (!front.isConnected) page.release();
      else if (act(event)) event.preventDefault();
    };
    const act = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return false;
      if (!event.altKey) return Boolean(choices) && choices.arrow(event.key);
      if (event.repeat) return false;
      if (hint && (event.code === "KeyH" || event.code === "Digit0")) { // with H, some desktops open the menu "Help"
        hint.open = !hint.open;
        return true;
      }
      const number = event.code.startsWith("Digit") ? Number(event.code.slice(5)) : 0;
      if (!choices || !number) return false;
      choices.nth(number - 1);
      return true;
    };
    document.addEventListener("keydown", onKey);
    page.release = () => {
      document.removeEventListener("keydown", onKey);
      page.release = null;
    };
  }

  // answering.js

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true });
  else start();
})();
