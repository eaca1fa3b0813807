// Taking the reading list away, as a file, a copied text or a link, and bringing papers in.
//
//   surveyListAway(page)  sets it going; `page` is {titleOf, factsOf, sourceOf, isGone, counted, slugsOf, say, alter}
(function () {
  "use strict";

  const named = (name) => document.getElementById(name);
  const { papers, addressOf } = window.surveyReadingList;
  const { markdown, parse, look } = window.surveyListTexts;
  const NAMED = 3; // titles that a message names
  let page = null;

  // Where the site is published, else where it is now; on a disk that is nobody else's business.
  function home() {
    const canonical = document.querySelector('link[rel="canonical"]');
    return new URL(".", canonical ? canonical.href : location.href).href;
  }

  function asMarkdown() {
    const folder = home();
    const rows = papers().map((paper) => ({
      ...paper, title: page.titleOf(paper), facts: page.factsOf(paper), source: (page.sourceOf(paper) || {}).href,
    }));
    return markdown(rows, {
      heading: `Reading list: ${document.querySelector(".masthead .survey").textContent.trim()}`,
      addressOf: (slug) => `${folder.startsWith("file:") ? "" : folder}papers/${slug}.html`,
    });
  }

  async function textOf(format) {
    if (format === "markdown") return asMarkdown();
    return surveyReferences[format](await surveyReferences.load(page.slugsOf(papers())));
  }

  async function take(format) {
    try {
      const name = surveyReferences.save(await textOf(format), "reading-list", format);
      const gone = format === "markdown" ? [] : papers().filter(({ slug }) => page.isGone(slug));
      const left = gone.length ? ` Without ${page.counted(gone.length)} that the survey no longer has.` : "";
      page.say(`Saved as ${name}.${left}`);
    } catch (error) {
      page.say("The survey’s data did not load, so there is no file.");
    }
  }

  function copy(text, done) {
    surveyClipboard.copy(text).then(() => page.say(done), () => page.say("The browser did not let it be copied."));
  }

  // ---- Bringing in. What is there keeps its place; notes are joined, a mark stays once it is set.

  function joined(one, other) {
    const isThere = !other.note || one.note.includes(other.note);
    const note = isThere ? one.note : [one.note, other.note].filter(Boolean).join("\n\n");
    return { ...one, note, isRead: one.isRead || other.isRead };
  }

  function withPapers(list, brought) {
    const bySlug = new Map(list.map((one) => [one.slug, one]));
    for (const one of brought) bySlug.set(one.slug, bySlug.has(one.slug) ? joined(bySlug.get(one.slug), one) : one);
    return [...bySlug.values()];
  }

  function broughtWords(brought, missing) {
    const own = new Set(page.slugsOf(papers()));
    const slugs = [...new Set(page.slugsOf(brought))];
    const fresh = slugs.filter((slug) => !own.has(slug)).length;
    const words = [fresh ? `Added ${page.counted(fresh)}.` : ""];
    if (slugs.length > fresh) words.push(`${page.counted(slugs.length - fresh)} already on the list.`);
    if (missing.length) {
      const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : "";
      words.push(`Not in this survey: ${missing.slice(0, NAMED).map((title) => `“${title}”`).join(", ")}${more}.`);
    }
    return words.filter(Boolean).join(" ");
  }

  async function bring(text) {
    try {
      const { papers: listed, sought } = parse(text);
      if (sought.length) page.say("Looking for the references in this survey …");
      const { found, missing } = sought.length ? await look(sought) : { found: [], missing: [] };
      const brought = [...listed, ...found];
      if (!brought.length && !missing.length) {
        page.say("No paper was found in that: neither a list saved here, nor a link to one, nor references.");
      } else if (!brought.length) page.say(broughtWords([], missing));
      else page.alter(broughtWords(brought, missing), (list) => withPapers(list, brought));
    } catch (error) {
      if (error instanceof SyntaxError) page.say("That begins like JSON but is none that can be read.");
      else if (error.name === "SearchDataError") page.say(error.message);
      else throw error;
    }
  }

  window.surveyListAway = (served) => {
    page = served;
    for (const button of named("list-away").querySelectorAll("[data-export]")) {
      button.addEventListener("click", () => take(button.dataset.export));
    }
    named("list-copy").addEventListener("click", () => copy(asMarkdown(), "Copied as Markdown."));
    named("list-share").addEventListener("click", () => {
      const link = new URL(`reading-list.html${addressOf(papers())}`, home()).href;
      copy(link, `Copied a link to ${page.counted(papers().length)}.`);
    });
    named("bring-file").addEventListener("change", async ({ target }) => {
      for (const file of target.files) await bring(await file.text());
      target.value = ""; // so that the same file can be chosen again
    });
    named("bring-add").addEventListener("click", async () => {
      const field = named("bring-text");
      await bring(field.value);
      field.value = "";
    });
    named("list-clear").addEventListener("click", () => {
      page.alter(`Took ${page.counted(papers().length)} off the list.`, () => []);
      named("list-undo").focus();
    });
  };
})();
