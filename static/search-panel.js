// The panel that holds the facets, folded away where there is no room beside the list, and the chips of what is set.
// Used by the search page and by the pages of themes.
(function () {
  "use strict";

  const { countFilters, toggled, unfiltered } = surveySearch.facets;
  const { make, papers } = surveySearch.elements;
  const { LABELS, ORDER, titleOf, makeFacets } = surveySearch.controls;

  // ---- The chips of what is set. A click takes one back; the focus goes on to the next.

  function yearsInWords({ from, to }) {
    if (from === to) return `${from}`;
    if (from === null) return `to ${to}`;
    return to === null ? `from ${from}` : `${from}–${to}`;
  }

  function filtersOf(state, columns) {
    const found = [];
    for (const facet of ORDER) {
      const [name] = LABELS[facet];
      if (facet === "year") {
        const words = `Year: ${yearsInWords(state)}`;
        const isSet = state.from !== null || state.to !== null;
        if (isSet) found.push([words, false, (now) => ({ ...now, from: null, to: null })]);
        continue;
      }
      for (const isOut of [false, true]) {
        for (const value of (isOut ? state.ruledOut : state.chosen)[facet]) {
          const title = titleOf(facet, value, columns);
          let words = isOut ? `Not ${name.toLowerCase()}: ${title}` : `${name}: ${title}`;
          if (facet === "code") words = isOut ? "Without code" : title;
          found.push([words, isOut, (now) => toggled(now, facet, value, isOut)]);
        }
      }
    }
    return found;
  }

  function showChips(list, state, columns, change) {
    const hadFocus = list.contains(document.activeElement);
    const at = [...list.children].findIndex((item) => item.contains(document.activeElement));
    const chips = filtersOf(state, columns).map(([words, isOut, takeBack]) => {
      const cross = make("span", { className: "cross", "aria-hidden": "true", text: "×" });
      const className = isOut ? "chip is-out" : "chip";
      const given = { type: "button", className, "aria-label": `Remove the filter ${words}` };
      const button = make("button", given, words, cross);
      button.addEventListener("click", () => change(takeBack));
      return make("li", {}, button);
    });
    if (countFilters(state) > 1) {
      const clear = make("button", { type: "button", className: "clear", text: "Clear all" });
      clear.addEventListener("click", () => change(unfiltered));
      chips.push(make("li", {}, clear));
    }
    list.replaceChildren(...chips);
    list.hidden = !chips.length;
    const next = list.children[Math.min(at, list.children.length - 1)];
    if (hadFocus && next) next.firstChild.focus();
    return hadFocus && !next; // whether the focus has nowhere to go here
  }

  // ---- The panel. What it says to `change` is what becomes of the state; `opened` is called when it unfolds.

  function makePanel(change, opened) {
    const [opener, panel, list, done, chips] =
      ["-opener", "", "-list", "-done", "-chips"].map((part) => document.getElementById(`filters${part}`));
    let [showFacets, query] = [null, null];
    opener.hidden = panel.hidden = false;

    function open(isOpen) {
      panel.classList.toggle("is-open", isOpen);
      opener.setAttribute("aria-expanded", String(isOpen));
      if (isOpen) opened();
    }

    opener.addEventListener("click", () => open(opener.getAttribute("aria-expanded") === "false"));
    done.addEventListener("click", () => {
      open(false);
      opener.focus();
      opener.scrollIntoView({ block: "start" });
    });
    for (const place of [opener, panel]) {
      place.addEventListener("keydown", (event) => {
        const isTyping = event.target.type === "search" && event.target.value;
        if (event.key !== "Escape" || !opener.getClientRects().length || isTyping) return;
        open(false);
        opener.focus();
      });
    }
    return {
      list,
      open,
      isInSight: () => panel.getClientRects().length > 0,
      show(state, columns, found, asked) {
        showFacets ||= makeFacets(list, columns, change);
        showFacets(state, found, asked !== query);
        query = asked;
        done.textContent = `Show ${papers(found.places.length)}`;
      },
      showChips(state, columns) {
        const count = countFilters(state);
        opener.querySelector(".count").textContent = count ? `${count} set` : "";
        return showChips(chips, state, columns, change);
      },
    };
  }

  Object.assign(surveySearch.controls, { makePanel });
})();
