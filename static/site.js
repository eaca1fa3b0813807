// What every page has: buttons that copy, shown only where this script runs, "/" to go to the search box, Escape to
// put away the card of a citation, tables that can be sorted, and places of lists that were cut.
(function () {
  "use strict";

  document.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key !== "/" || !isPlain || event.target.closest("input, textarea, select")) return;
    const box = document.querySelector("#search-input, #site-search input");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  function copyByHand(text) {
    // Where the clipboard may not be written to (an insecure host), a selection still can be copied.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("not copied"));
  }

  function copy(text, markup) {
    if (!navigator.clipboard) return copyByHand(text);
    const done = markup && window.ClipboardItem
      ? navigator.clipboard.write([new ClipboardItem({
        "text/plain": new Blob([text], { type: "text/plain" }),
        "text/html": new Blob([markup], { type: "text/html" }),
      })])
      : navigator.clipboard.writeText(text);
    return done.catch(() => copyByHand(text));
  }

  function italicsOf(button) {
    // What has italics is copied with them, for programs that write letters and papers.
    const source = button.dataset.copy.startsWith("#") ? document.querySelector(button.dataset.copy) : null;
    return source && source.querySelector("em") ? source.innerHTML.trim() : "";
  }

  window.surveyClipboard = { copy };

  function pageAddress() {
    const canonical = document.querySelector('link[rel="canonical"]');
    return canonical ? canonical.href : location.href.split("#")[0];
  }

  function textFor(button) {
    const wanted = button.dataset.copy;
    return wanted === "address" ? pageAddress() : document.querySelector(wanted).textContent.trim();
  }

  for (const button of document.querySelectorAll("button[data-copy]")) {
    const label = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => {
      copy(textFor(button), italicsOf(button)).then(
        () => { button.textContent = "Copied"; },
        () => { button.textContent = "Not copied: select and copy by hand"; },
      );
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }

  // Beside headings and titles stand links to themselves, which copy their address. Templates write those that are
  // beside most lists; here every other heading with a place of its own gets one.
  const anchors = new Set([...document.querySelectorAll("a.here")].map((here) => here.hash.slice(1)));
  for (const heading of document.querySelectorAll("main :is(h2, h3, h4, caption)")) {
    const id = heading.id || (heading.matches("section[id] > :first-child") && heading.parentElement.id);
    if (!id || anchors.has(id) || heading.matches("form *, [hidden] *, .unseen")) continue;
    const here = document.createElement("a");
    here.className = "here";
    here.href = `#${id}`;
    here.textContent = "#";
    here.setAttribute("aria-label", `Copy link to ${heading.textContent.trim()}`);
    heading.append(here);
    anchors.add(id);
  }

  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  document.querySelector("main").append(said);

  function tellAt(here, words) {
    here.dataset.said = words;
    said.textContent = words;
    setTimeout(() => { delete here.dataset.said; said.textContent = ""; }, 2000);
  }

  document.addEventListener("click", (event) => {
    const here = event.target.closest("a.here");
    if (!here || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    copy(pageAddress() + here.hash).then(() => tellAt(here, "Copied"), () => tellAt(here, "Copy it from the address bar"));
  });

  // A closed part of the page that a link leads to opens.
  function openTarget() {
    let target = null;
    try {
      target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch (error) {
      if (!(error instanceof URIError)) throw error; // an address that was cut off or mistyped
    }
    if (target && target.tagName === "DETAILS") target.open = true;
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const cited of document.querySelectorAll(".cited:hover, .cited:focus-within")) {
      cited.classList.add("dismissed");
      const forget = () => {
        if (!cited.matches(":hover, :focus-within")) cited.classList.remove("dismissed");
      };
      cited.addEventListener("mouseleave", forget, { once: true });
      cited.addEventListener("focusout", () => setTimeout(forget), { once: true });
    }
  });

  function firstNumber(text) {
    const found = text.replace(/\u2212/g, "-").match(/-?\d[\d,]*(?:\.\d+)?/);
    return found ? Number(found[0].replace(/,/g, "")) : NaN;
  }

  function inOrder(one, other, isNumber) {
    if (!isNumber) return one.localeCompare(other, undefined, { numeric: true });
    const [first, second] = [firstNumber(one), firstNumber(other)];
    // What holds no number stands at the end of an ascending order.
    return Number.isNaN(first) - Number.isNaN(second) || first - second || 0;
  }

  function sortBy(heading) {
    const order = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", order);
    const body = heading.closest("table").tBodies[0];
    const text = (row) => row.cells[heading.cellIndex].textContent.trim();
    const rows = [...body.rows].sort((one, other) => inOrder(text(one), text(other), heading.dataset.sort === "number"));
    body.append(...(order === "ascending" ? rows : rows.reverse()));
  }

  for (const heading of document.querySelectorAll(".sortable thead th")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sortBy(heading));
    heading.append(button);
  }

  // A list that was cut into pages keeps the places it had, each beside the link to the page that has it now.
  function followMark() {
    const place = location.hash && document.getElementById(location.hash.slice(1));
    if (place && place.matches(".parts i")) location.replace(place.parentElement.firstElementChild.href + location.hash);
  }

  addEventListener("hashchange", followMark);
  followMark();
})();
