  // How options are offered, chosen and marked. The scripts of Anki's cards and of the practice page hold it, so it has
  // no two braces side by side, and no backslash before a bracket.

  // --- the options, in the order of today ---------------------------------------------------------------------------

  // `items` are in the order of the field, by which Correct and what is kept count; `shown` is the order on the card.
  function read(choose, note) {
    const list = choose.querySelector(".options");
    const items = Array.from(list.children);
    if (choose.dir === "auto") choose.dir = getComputedStyle(choose).direction; // before the options get their own
    const shown = items.map((_, index) => index);
    if (choose.classList.contains("shuffle")) shuffle(shown, note + " " + today());
    shown.forEach((index, place) => {
      list.appendChild(items[index]);
      name(items[index], place + 1);
    });
    const mode = ["order", "multiple"].find((name) => choose.classList.contains(name)) || "single";
    return { choose, list, items, shown, mode };
  }

  // An option that is a sound and nothing else needs words of its own; the label is not on the front.
  function name(item, number) {
    const says = (node) => node.textContent.trim() !== "" && !(node.classList && node.classList.contains("label"));
    if (item.querySelector("img, svg[role=img]") || Array.from(item.childNodes).some(says)) return;
    item.append(english("span", "", "Option " + number));
  }

  function today() {
    const now = new Date();
    const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
    return parts.map((part) => String(part).padStart(2, "0")).join("-");
  }

  // Computed from the seed, so that both sides show one order wherever nothing can be kept between them.
  function shuffle(indexes, seed) {
    let state = 1;
    const next = () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      return state;
    };
    for (const character of seed) {
      state = (Math.imul(state, 31) + character.codePointAt(0)) >>> 0 || 1;
      next();
    }
    for (let last = indexes.length - 1; last > 0; last -= 1) {
      const other = next() % (last + 1);
      [indexes[last], indexes[other]] = [indexes[other], indexes[last]];
    }
  }

  // --- the front: asking --------------------------------------------------------------------------------------------

  const ROLES = { single: ["radiogroup", "radio"], multiple: ["group", "checkbox"], order: ["group", "button"] };

  // Makes a button of every option; gives what the keys need. `named` are the ids of what asks, `keep` is told what is
  // chosen (indexes of items, in the order of choosing), and `turn` is called, with a line for its words, when all is.
  function ask(question, named, keep, turn) {
    const { list, items, shown, mode } = question;
    const [groupRole, role] = ROLES[mode];
    const buttons = shown.map((index, place) => button(items[index], role, place + 1));
    let chosen = [];

    list.setAttribute("role", groupRole);
    list.setAttribute("aria-labelledby", named);
    if (mode === "order") {
      list.before(english("p", "instruction", "Choose the steps in their order, the first one first."));
    }
    const check = mode === "single" ? null : english("button", "check tappable", "Check");
    const status = english("p", "status", "");
    status.setAttribute("role", "status");
    if (check) {
      check.type = "button";
      check.onclick = () => turn(status);
      list.after(check, status);
    } else {
      list.after(status);
    }

    function show() {
      buttons.forEach((each, place) => {
        const order = chosen.indexOf(shown[place]);
        const is = String(order >= 0);
        if (mode === "order") {
          each.setAttribute("aria-pressed", is);
          each.firstChild.textContent = order >= 0 ? order + 1 : "";
        } else {
          each.setAttribute("aria-checked", is);
        }
        if (mode === "single") each.tabIndex = order >= 0 || (!chosen.length && place === 0) ? 0 : -1;
      });
      if (check) check.disabled = chosen.length < (mode === "order" ? buttons.length : 1);
    }

    function set(place, on) {
      const others = chosen.filter((index) => index !== shown[place]);
      chosen = !on ? others : mode === "single" ? [shown[place]] : others.concat(shown[place]);
      keep(chosen);
      show();
    }

    function tap(place) {
      buttons[place].focus();
      if (mode === "single") {
        set(place, true);
        turn(status);
      } else {
        set(place, chosen.indexOf(shown[place]) < 0);
      }
    }

    buttons.forEach((each, place) => {
      each.onclick = () => tap(place);
    });
    show();

    return {
      nth: (place) => place < buttons.length && tap(place),
      // Arrows: they reach the page in every program, which Space and Enter do not.
      arrow: (key) => {
        const place = buttons.indexOf(document.activeElement);
        const step = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }[key];
        if (place < 0 || !step) return false;
        if (mode !== "single" && (key === "ArrowLeft" || key === "ArrowRight")) {
          const is = chosen.indexOf(shown[place]) >= 0;
          if (is !== step > 0) set(place, step > 0);
        } else {
          const next = (place + step + buttons.length) % buttons.length;
          buttons[next].focus();
          if (mode === "single") set(next, true);
        }
        return true;
      },
    };
  }

  // The button of an option. Its nodes are moved, not copied; what plays a sound stands beside it, to be tapped alone.
  function button(item, role, number) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "option tappable";
    made.dir = "auto";
    if (role !== "button") made.setAttribute("role", role);
    if (number < 10) made.setAttribute("aria-keyshortcuts", "Alt+" + number);
    item.setAttribute("role", "none");
    const content = wrapped(item);
    const players = content.querySelectorAll("a, audio, video");
    const box = element("span", "box");
    if (role !== "button") box.setAttribute("aria-hidden", "true"); // the state says it
    made.append(box, content);
    item.append(made, ...players);
    return made;
  }

  // --- the back: what was right, and what was chosen ----------------------------------------------------------------

  // Marks every option, and says behind the verdict how good the choice was; gives whether it was right, null if there
  // was none. `right` are the places of the right ones, `choice` those of the chosen ones.
  function mark(question, right, choice, answer) {
    const { choose, list, items, mode } = question;
    const correct = right.split(" ").map(Number);
    const chosen = choice.filter((index) => index in items);
    const judge = { single: one, multiple: several, order: inOrder }[mode];
    const said = chosen.length ? judge(correct, chosen, items) : null;
    choose.classList.add("marked");
    list.setAttribute("role", "list");
    items.forEach((item, index) => {
      const text = wrapped(item);
      text.dir = "auto";
      const at = correct.indexOf(index);
      const mine = chosen.indexOf(index);
      const good = mode === "order" ? at === mine : at >= 0;
      const judged = mode === "order" ? chosen.length > 0 : good || mine >= 0;
      const box = judged ? sign(good) : element("span", "sign");
      if (judged) item.classList.add(good ? "right" : "wrong");
      item.append(box);
      if (mode === "order") item.append(element("b", "place", at + 1));
      item.append(text);
      const yours = mode !== "order" ? "you chose" : good ? "" : "you chose " + (mine + 1);
      if (mine >= 0 && yours) text.append(" ", english("span", "yours", yours));
    });
    if (!said) return null;
    const verdicts = answer.querySelectorAll(".verdict");
    if (verdicts.length) verdicts[verdicts.length - 1].after(said);
    else answer.append(said);
    return said.classList.contains("right");
  }

  function one(correct, chosen, items) {
    if (chosen[0] === correct[0]) return outcome(true, "You chose it.");
    const said = outcome(false, "You chose:");
    const choice = items[chosen[0]].cloneNode(true);
    choice.querySelectorAll("a, audio, video").forEach((player) => player.remove());
    const words = element("span", "");
    words.dir = "auto";
    words.append(...Array.from(choice.childNodes));
    said.append(" ", words);
    return said;
  }

  function several(correct, chosen) {
    const right = chosen.filter((index) => correct.includes(index)).length;
    const wrong = chosen.length - right;
    if (!wrong && right === correct.length) return outcome(true, "You chose all of them.");
    const mistakes = wrong ? ", and " + wrong + " wrong one" + (wrong > 1 ? "s" : "") : "";
    const found = (right || "none") + " of the " + correct.length + " right ones";
    return outcome(false, "You chose " + found + mistakes + ".");
  }

  function inOrder(correct, chosen) {
    const right = correct.filter((index, place) => chosen[place] === index).length;
    if (right === correct.length) return outcome(true, "All in order.");
    return outcome(false, right + " of " + correct.length + " in the right place.");
  }

  function outcome(right, words) {
    const said = element("div", "outcome " + (right ? "right" : "wrong"));
    said.append(sign(right), " ", english("span", "", words));
    return said;
  }

  function sign(right) {
    const made = english("span", "sign", right ? "✓" : "✗");
    made.setAttribute("role", "img");
    made.setAttribute("aria-label", right ? "right" : "wrong");
    return made;
  }

  // --- elements -----------------------------------------------------------------------------------------------------

  function element(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function english(tag, name, text) {
    const made = element(tag, name, text);
    made.lang = "en";
    made.dir = "ltr"; // so that it has no say in the direction of what stands around it
    return made;
  }

  // Takes all that is in the item into an element of its own.
  function wrapped(item) {
    const content = element("div", "content");
    while (item.firstChild) content.append(item.firstChild);
    return content;
  }
