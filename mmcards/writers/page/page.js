// What the practice page does: cards are turned, answered, marked, kept, filtered, shuffled and printed. Without it, all of
// them can be read. There is nothing of a deck in it: what it needs stands in the page's elements.
(() => {
  "use strict";

  const words = /* words.PRACTICE */ {};
  const byId = (id) => document.getElementById(id);
  const main = byId("_main");
  let printing = false;
  let last = null; // the card at which the learner is, or was

  // answering.js

  // --- what was answered: whether it was right, by the id of the card ------------------------------------------------

  const KEY = "mmcards/" + main.dataset.deck;
  let results = load();

  function load() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) || "{}");
      return Object.fromEntries(Object.entries(found).filter(([, right]) => typeof right === "boolean"));
    } catch (error) {
      return {};
    }
  }

  // Read again before it is written: the page may be open twice.
  function keep(change) {
    try {
      localStorage.setItem(KEY, JSON.stringify(change(load())));
    } catch (error) {
      byId("_unkept").hidden = false;
    }
    results = change(results);
    count();
  }

  function count() {
    const known = cards.map((card) => results[card.id]).filter((right) => right !== undefined);
    byId("_progress").value = known.length;
    const right = known.filter(Boolean).length;
    byId("_count").textContent = filled(words.done, { done: known.length, all: cards.length, right });
    cards.forEach((card) => card.badge(results[card.id]));
  }

  function filled(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  // --- a card ---------------------------------------------------------------------------------------------------------

  const KINDS = { flip: graded, rehearse: rehearsed, typed, choose: chosen, order: sorted };

  // A kind is given the card's elements and gives `ask`, which makes it ready to be answered, and `answer`, which shows
  // what is right and gives whether the learner was (null if that cannot be said).
  function makeCard(article) {
    const reveal = article.querySelector(".reveal");
    const summary = reveal.querySelector("summary");
    const badge = element("p", "badge");
    const id = article.id;
    const name = Object.keys(KINDS).find((each) => article.classList.contains(each));
    const card = { article, id, turn, front: article.querySelector(".front"), reveal, record, turned: false, choices: null };
    const kind = KINDS[name](card);
    article.append(badge);
    kind.ask();

    function turn(on) {
      if (card.turned === on) return;
      card.turned = on;
      reveal.open = on;
      article.classList.toggle("back", on);
      const again = name === "choose" || name === "order" || name === "typed";
      summary.firstElementChild.textContent = on ? (again ? words.again : words.hide) : words.show;
      if (!on) {
        kind.ask();
        return;
      }
      const had = article.contains(document.activeElement);
      const right = kind.answer();
      if (right !== null) record(right);
      if (had) summary.focus({ preventScroll: true });
      const said = reveal.querySelector(".outcome");
      byId("_said").textContent = said ? said.textContent : "";
    }

    function record(right) {
      keep((known) => ({ ...known, [id]: right }));
    }

    // Where the answer is opened otherwise, as by a search in the page.
    reveal.addEventListener("toggle", () => {
      if (!printing && reveal.open !== card.turned) turn(reveal.open);
    });
    summary.addEventListener("click", (event) => {
      event.preventDefault();
      turn(!card.turned);
    });
    if (name === "flip") {
      article.addEventListener("click", (event) => {
        if (event.target.closest("a, audio, button, input, summary, .hint, .about")) return;
        if (String(getSelection())) return; // a text is being copied
        turn(!card.turned);
        summary.focus({ preventScroll: true });
      });
    }
    card.flips = name === "flip";
    card.focus = () => {
      const first = article.querySelector(".option:not([tabindex='-1']), .front input, .sortable button");
      (card.turned || !first ? summary : first).focus({ preventScroll: true });
      article.scrollIntoView({ block: "nearest" });
    };
    card.badge = (right) => {
      badge.replaceChildren(...(right === undefined ? [] : [sign(right)]));
      badge.className = right === undefined ? "badge" : "badge " + (right ? "right" : "wrong");
      if (kind.graded) kind.graded(right);
    };
    return card;
  }

  // What scrolls sideways has to be reached by keys too, which then scroll it.
  const SCROLLED = "pre, .table, .display";
  const scrolled = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      if (target.scrollWidth > target.clientWidth && !target.closest(".option")) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });

  function watch(part) {
    part.querySelectorAll(SCROLLED).forEach((each) => scrolled.observe(each));
  }

  // --- kinds ----------------------------------------------------------------------------------------------------------

  // The learner says whether it was known.
  function graded(card) {
    const group = element("div", "grade");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", words.grade);
    const buttons = [true, false].map((right) => {
      const made = control("check", (right ? "✓ " : "✗ ") + (right ? words.knew : words.unknown));
      made.onclick = () => card.record(right);
      group.append(made);
      return [right, made];
    });
    card.reveal.append(group);
    card.reveal.classList.add("graded");
    return {
      ask: () => {},
      answer: () => null,
      graded: (known) => buttons.forEach(([right, made]) => made.setAttribute("aria-pressed", String(right === known))),
    };
  }

  // The items of the answer's lists are points to tick off.
  function rehearsed(card) {
    const answer = card.reveal.querySelector(".answer");
    const boxes = Array.from(answer.querySelectorAll("ul > li"), (item, number) => {
      const content = wrapped(item);
      content.id = card.id + ".point" + number;
      const box = element("input", "");
      box.type = "checkbox";
      box.setAttribute("aria-labelledby", content.id);
      box.onchange = tell;
      item.classList.add("point");
      item.append(box, content);
      content.onclick = (event) => {
        if (event.target.closest("a, audio") || event.target.closest(".content") !== content) return;
        box.click();
      };
      return box;
    });
    const ticked = english("p", "status", "");
    if (boxes.length) answer.after(ticked);
    function tell() {
      const number = boxes.filter((box) => box.checked).length;
      ticked.textContent = filled(words.points, { ticked: number, all: boxes.length });
    }
    tell();
    const self = graded(card);
    return {
      ...self,
      ask: () => {
        boxes.forEach((box) => {
          box.checked = false;
        });
        tell();
      },
    };
  }

  // What is typed is compared with all that counts; the learner has the last word.
  function typed(card) {
    const place = card.front.querySelector(".typed");
    const check = control("check", words.check);
    const answer = card.reveal.querySelector(".answer");
    const gaps = Array.from(card.front.querySelectorAll(".text .cloze"), (gap) => [gap, gap.textContent.slice(1, -1)]);
    const solutions = Array.from(answer.querySelectorAll(".cloze")).filter((each) => !each.parentElement.closest(".cloze"));
    const counting = gaps.length
      ? solutions.map((each) => [plain(each.textContent)])
      : [JSON.parse(place.dataset.counting).map(plain)];
    const self = graded(card);
    let inputs = [];
    if (gaps.length) {
      inputs = gaps.map(([gap, hint], number) => {
        const input = field(filled(words.blank, { number: number + 1 }) + (hint === "…" ? "" : ": " + hint));
        input.placeholder = hint;
        gap.replaceChildren(input);
        return input;
      });
    } else {
      const label = element("label", "");
      inputs = [field("")];
      label.append(english("span", "", words.answer), inputs[0]);
      place.append(label);
    }
    place.append(check);
    check.onclick = () => card.turn(true);
    inputs.forEach((input, number) => {
      input.onkeydown = (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        if (number + 1 < inputs.length) inputs[number + 1].focus();
        else card.turn(true);
      };
    });

    return {
      ...self,
      ask: () => {
        inputs.forEach((input) => {
          input.value = "";
        });
        card.reveal.querySelectorAll(".outcome").forEach((said) => said.remove());
      },
      answer: () => {
        const texts = inputs.map((input) => plain(input.value));
        if (!texts.some(Boolean)) return null;
        const rights = texts.map((text, number) => counting[number].includes(text));
        const right = rights.every(Boolean);
        const said = outcome(right, right ? words.typed_right : words.typed_wrong);
        if (!right) {
          texts.forEach((text, number) => {
            const shown = element("bdi", rights[number] ? "typeGood" : "typeBad", text || "–");
            said.append(number ? ", " : " ", shown);
          });
        }
        answer.before(said);
        return right;
      },
    };
  }

  function field(label) {
    const input = element("input", "");
    input.type = "text";
    input.autocomplete = "off";
    input.setAttribute("autocapitalize", "off");
    input.spellcheck = false;
    input.dir = "auto";
    if (label) input.setAttribute("aria-label", label);
    return input;
  }

  function plain(text) {
    return text.normalize("NFC").split(/\s+/).join(" ").trim();
  }

  // Options are asked for and marked as in Anki, in the order that they have there today.
  function chosen(card) {
    const offer = fresh(card);
    let choice = [];
    return {
      ask: () => {
        choice = [];
        const question = read(offer.front(), card.article.dataset.note);
        const named = card.article.getAttribute("aria-labelledby");
        card.choices = ask(question, named, (chosen) => (choice = chosen), () => card.turn(true));
      },
      answer: () => offer.marked(choice),
    };
  }

  function sorted(card) {
    const offer = fresh(card);
    let list = null;
    let done = false;
    return {
      ask: () => {
        done = false;
        const question = read(offer.front(), card.article.dataset.note);
        list = sortable(question, card, () => {
          done = true;
          card.turn(true);
        });
      },
      answer: () => offer.marked(done ? list() : []),
    };
  }

  // The options as they were at first, for each time that they are asked for, and for their marks.
  function fresh(card) {
    const untouched = card.front.querySelector(".choose").cloneNode(true);
    const answer = card.reveal.querySelector(".answer").cloneNode(true);
    const front = () => {
      const made = untouched.cloneNode(true);
      card.front.querySelector(".choose").replaceWith(made);
      watch(made);
      return made;
    };
    return {
      front,
      marked: (choice) => {
        card.choices = null;
        const verdict = answer.cloneNode(true);
        card.reveal.querySelector(".answer").replaceWith(verdict);
        watch(verdict);
        const question = read(front(), card.article.dataset.note);
        if (question.mode === "order") choice.forEach((index) => question.list.append(question.items[index]));
        return mark(question, untouched.dataset.correct, choice, verdict);
      },
    };
  }

  // Makes a list whose items are moved by buttons and by dragging; gives what tells their order.
  function sortable(question, card, checked) {
    const { choose, list, items } = question;
    const status = english("p", "status", "");
    const check = control("check", words.check);
    status.setAttribute("role", "status");
    choose.classList.add("sortable");
    check.onclick = checked;
    list.before(english("p", "instruction", words.sort));
    list.after(check, status);
    items.forEach((item, index) => {
      const content = wrapped(item);
      const handle = element("span", "handle", "⠿");
      content.id = card.id + ".step" + index;
      const [up, down] = [["↑", words.up, -1], ["↓", words.down, 1]].map(([text, label, step]) => {
        const made = control("move", text);
        made.setAttribute("aria-label", label);
        made.setAttribute("aria-describedby", content.id);
        made.onclick = () => {
          move(item, step);
          made.focus();
        };
        return made;
      });
      content.dir = "auto";
      handle.setAttribute("aria-hidden", "true");
      handle.onpointerdown = (event) => drag(event, item);
      item.append(handle, content, up, down);
    });
    mend();

    function move(item, step) {
      const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
      if (!other) return;
      if (step < 0) other.before(item);
      else other.after(item);
      tell(item);
    }

    function tell(item) {
      const shown = Array.from(list.children);
      status.textContent = filled(words.moved, { place: shown.indexOf(item) + 1, all: shown.length });
      mend();
    }

    // A button that does nothing says so; it keeps the focus.
    function mend() {
      const shown = Array.from(list.children);
      shown.forEach((item, place) => {
        const [up, down] = item.querySelectorAll(":scope > .move");
        up.setAttribute("aria-disabled", String(place === 0));
        down.setAttribute("aria-disabled", String(place === shown.length - 1));
      });
    }

    // The list takes the pointer, since the item is taken out of the page and put in again on its way.
    function drag(event, item) {
      if (event.button) return;
      event.preventDefault();
      list.setPointerCapture(event.pointerId);
      item.classList.add("dragged");
      list.onpointermove = (moved) => {
        const others = Array.from(list.children).filter((other) => other !== item);
        const next = others.find((other) => {
          const box = other.getBoundingClientRect();
          return moved.clientY < box.top + box.height / 2;
        });
        if (next ? next.previousElementSibling !== item : list.lastElementChild !== item) list.insertBefore(item, next || null);
      };
      list.onlostpointercapture = () => {
        list.onpointermove = list.onlostpointercapture = null;
        item.classList.remove("dragged");
        tell(item);
      };
    }

    return () => Array.from(list.children, (item) => items.indexOf(item));
  }

  function control(name, text) {
    const made = english("button", name, text);
    made.type = "button";
    return made;
  }

  // --- which cards are shown ------------------------------------------------------------------------------------------

  // All are asked for before one is set: asking again after each change would take as long as the page is long, each time.
  const offers = Array.from(main.querySelectorAll(".choose"), (each) => [each, getComputedStyle(each).direction]);
  offers.forEach(([each, direction]) => {
    each.dir = direction;
  });
  const cards = Array.from(main.querySelectorAll(".item"), makeCard);
  watch(main);
  const sections = Array.from(main.querySelectorAll("section"));

  // Those that are shown can be answered anew; what was answered since stays where it is until the next choice.
  function choose() {
    const [section, state] = [byId("_section").value, byId("_state").value];
    cards.forEach((card) => {
      const right = results[card.id];
      const there = section === "" || card.article.closest("section").dataset.section === section;
      const wanted = state === "" || (state === "open" ? right === undefined : right === false);
      card.article.hidden = !(there && wanted);
      card.turn(false);
    });
    sections.forEach((each) => {
      each.hidden = !each.querySelector(".item:not([hidden])");
    });
    byId("_none").hidden = sections.some((each) => !each.hidden);
  }

  // Each section by itself, so that what belongs together stays together.
  function arrange(mixed) {
    byId("_shuffle").setAttribute("aria-pressed", String(mixed));
    sections.forEach((section) => {
      const own = cards.filter((card) => section.contains(card.article)).map((card) => card.article);
      if (mixed) {
        for (let last = own.length - 1; last > 0; last -= 1) {
          const other = Math.floor(Math.random() * (last + 1));
          [own[last], own[other]] = [own[other], own[last]];
        }
      }
      section.querySelector(".items").append(...own);
    });
  }

  byId("_section").onchange = choose;
  byId("_state").onchange = choose;
  byId("_shuffle").onclick = () => arrange(byId("_shuffle").getAttribute("aria-pressed") !== "true");
  byId("_start_over").onclick = () => {
    if (!confirm(words.sure)) return;
    keep(() => ({}));
    byId("_section").value = byId("_state").value = "";
    choose();
  };

  // --- paper ----------------------------------------------------------------------------------------------------------

  byId("_print").onclick = () => print();
  addEventListener("beforeprint", () => {
    if (printing) return;
    printing = true;
    document.querySelectorAll("details").forEach((each) => {
      each.dataset.open = each.open;
      each.open = true;
    });
  });
  addEventListener("afterprint", () => {
    document.querySelectorAll("details").forEach((each) => {
      each.open = each.dataset.open === "true";
    });
    printing = false;
  });

  // --- keys -----------------------------------------------------------------------------------------------------------

  // Arrows go on from card to card, and turn those that flip on their way.
  function walk(step) {
    const shown = cards.filter((card) => !card.article.hidden).sort((a, b) =>
      a.article.compareDocumentPosition(b.article) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1
    );
    const at = shown.indexOf(last);
    const here = shown[at];
    if (here && here.flips && here.turned === step < 0) {
      here.turn(step > 0);
      here.focus();
    } else {
      const next = shown[here ? at + step : 0];
      if (next) next.focus();
    }
  }

  const cardOf = (target) => cards.find((card) => card.article.contains(target)) || null;
  for (const kind of ["focusin", "click"]) {
    main.addEventListener(kind, (event) => {
      last = cardOf(event.target) || last;
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    const card = cardOf(event.target);
    if (event.altKey) {
      const number = event.code.startsWith("Digit") ? Number(event.code.slice(5)) : 0;
      if (!number || !card || !card.choices || event.repeat) return;
      card.choices.nth(number - 1);
    } else if (event.target.closest("select, audio, [tabindex='0']:not(.option)")) {
      return;
    } else if (event.target.closest("input[type=text]") && event.target.value) {
      return;
    } else if (!(card && card.choices && event.key !== "ArrowLeft" && event.key !== "ArrowRight" && card.choices.arrow(event.key))) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      walk(step);
    }
    event.preventDefault();
  });

  try {
    localStorage.getItem(KEY);
  } catch (error) {
    byId("_unkept").hidden = false;
  }
  count();
  byId("_tools").hidden = byId("_done").hidden = false;
})();
