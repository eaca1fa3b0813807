// What every page has: buttons that copy, shown only where this script runs, and "/" to go to the search box.
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

  function copy(text) {
    return navigator.clipboard
      ? navigator.clipboard.writeText(text).catch(() => copyByHand(text))
      : copyByHand(text);
  }

  function textFor(button) {
    const wanted = button.dataset.copy;
    if (wanted !== "address") return document.querySelector(wanted).textContent.trim();
    const canonical = document.querySelector('link[rel="canonical"]');
    return canonical ? canonical.href : location.href.split("#")[0];
  }

  for (const button of document.querySelectorAll("button[data-copy]")) {
    const label = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => {
      copy(textFor(button)).then(
        () => { button.textContent = "Copied"; },
        () => { button.textContent = "Not copied: select and copy by hand"; },
      );
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }
})();
