// Takes the papers of the search page away: all that were found, or those that are ticked, also over several searches.
(function () {
  "use strict";

  const named = (name) => document.getElementById(name);
  const { papers } = surveySearch.elements;
  const [opener, panel, list, status] = ["export-opener", "search-export", "results", "export-status"].map(named);
  const MOST = 2000; // papers of one file, in a survey so large that more would mean hundreds of parts to load
  const LARGE = 4096; // papers from which on a survey is that large
  const BY_CARDS = 100; // papers whose slugs are read from their cards; of more, from the list of all
  const chosen = new Set(); // slugs, in the order in which they were ticked
  let latest = { query: "", found: null, places: [] };
  let most = MOST; // how many of what was found are taken

  // ---- What is taken: in the order of the results, or in that of ticking.

  async function slugsFound() {
    const { data } = surveySearch;
    const places = [...latest.places.slice(0, most)];
    if (places.length <= BY_CARDS) return (await data.cards(places, latest.found.build)).map(({ slug }) => slug);
    const slugs = await data.slugs();
    return places.map((place) => slugs[place]);
  }

  // A file is named after the question, as far as that has plain letters.
  function stem() {
    const plain = surveySearch.words.fold(latest.query || "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    return chosen.size ? "chosen-papers" : plain.slice(0, 60) || "papers";
  }

  async function take(format) {
    status.textContent = "Gathering the papers …";
    try {
      const slugs = chosen.size ? [...chosen] : await slugsFound();
      if (!window.surveyReferences) await surveySearch.data.run("references.js");
      const references = await surveyReferences.load(slugs);
      if (format === "list") status.textContent = await keep(slugs);
      else {
        const name = surveyReferences.save(surveyReferences[format](references), stem(), format);
        status.textContent = `Saved ${papers(references.length)} as ${name}.`;
      }
    } catch (error) {
      status.textContent = error.name === "SearchDataError" ? error.message : "The survey’s data did not load.";
    }
  }

  async function keep(slugs) {
    const found = await surveyReferences.find(slugs);
    const own = new Set(surveyReadingList.papers().map(({ slug }) => slug));
    const fresh = found.filter(({ slug, paper }) => paper && !own.has(slug));
    const added = fresh.map(({ slug, paper }) => ({ slug, title: paper.title }));
    if (!surveyReadingList.change((kept) => [...kept, ...added])) return "This browser does not keep a reading list.";
    const already = found.length - fresh.length;
    return `Put ${papers(fresh.length)} on the reading list${already ? `; ${papers(already)} already there` : ""}.`;
  }

  // ---- What the page shows.

  function offered(all) {
    if (chosen.size) return `${papers(chosen.size)} chosen. A further search keeps the choice.`;
    if (all <= most) return `All ${papers(all)} found. Tick papers to take only those.`;
    return `The first ${most.toLocaleString("en")} of ${papers(all)} found, in the order shown. To take the others too, `
      + "filter or narrow the search several times; to take only some, tick them.";
  }

  function show() {
    const all = latest.places.length;
    opener.hidden = !all && !chosen.size;
    panel.hidden = opener.hidden || opener.getAttribute("aria-expanded") === "false";
    list.classList.toggle("is-choosing", !panel.hidden);
    named("export-none").hidden = !chosen.size;
    named("export-what").textContent = offered(all);
    for (const item of panel.hidden ? [] : list.children) addBox(item);
  }

  function addBox(item) {
    const { paper } = item.dataset;
    if (!paper || item.querySelector(".pick")) return;
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: chosen.has(paper) });
    const words = Object.assign(document.createElement("span"), { className: "unseen" });
    words.textContent = `Choose: ${item.querySelector("h2").textContent}`;
    const label = Object.assign(document.createElement("label"), { className: "pick" });
    label.append(box, words);
    item.prepend(label);
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(paper);
      else chosen.delete(paper);
      status.textContent = "";
      show();
    });
  }

  opener.addEventListener("click", () => {
    opener.setAttribute("aria-expanded", String(panel.hidden));
    status.textContent = "";
    show();
  });
  named("export-none").addEventListener("click", () => {
    chosen.clear();
    for (const box of list.querySelectorAll(".pick input")) box.checked = false;
    show();
    opener.focus();
  });
  for (const button of panel.querySelectorAll("[data-export]")) {
    button.addEventListener("click", () => take(button.dataset.export));
  }
  document.addEventListener("survey-results", async ({ detail }) => {
    latest = detail;
    status.textContent = "";
    const { count } = await surveySearch.data.manifest(); // which the search has loaded
    most = count > LARGE ? MOST : count;
    show();
  });
})();
