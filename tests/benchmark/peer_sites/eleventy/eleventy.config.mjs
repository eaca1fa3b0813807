const PAGE_LENGTH = 200;
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

const initial = (name) => name.slice(name.lastIndexOf(" ") + 1)[0].toLowerCase();
const anchor = (name) => name.replace(". ", "-").toLowerCase();
const year = (date) => String(date.getUTCFullYear());

/** Key to the papers that have it, in the order of the keys. */
function grouped(papers, keys) {
  const found = new Map();
  for (const paper of papers) {
    for (const key of keys(paper)) {
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(paper);
    }
  }
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The pages of all lists of one kind. */
function pages(groups, titled) {
  return [...groups].flatMap(([key, papers]) => {
    const count = Math.max(1, Math.ceil(papers.length / PAGE_LENGTH));
    const names = Array.from({length: count}, (_, at) => (at ? `${key}-${at + 1}` : key));
    return names.map((name, at) => ({
      key, name, names, total: papers.length, ...titled(key), papers: papers.slice(at * PAGE_LENGTH, (at + 1) * PAGE_LENGTH),
    }));
  });
}

export default function (config) {
  const papers = (api) => api.getFilteredByTag("papers");
  const newest = (api) => [...papers(api)].sort((one, other) => other.date - one.date);
  config.addPassthroughCopy("assets");
  config.setQuietMode(true);
  config.addCollection("newest", (api) => newest(api).slice(0, 10));
  config.addCollection("byTheme", (api) => {
    const filed = grouped(newest(api), (paper) => paper.data.themes);
    const themes = papers(api)[0].data.themeList;
    const groups = new Map(themes.map((theme) => [theme.id, filed.get(theme.id) ?? []]));
    return pages(groups, (key) => themes.find((theme) => theme.id === key));
  });
  config.addCollection("byYear", (api) => {
    return pages(grouped(newest(api), (paper) => [year(paper.date)]), (key) => ({title: key}));
  });
  config.addCollection("byTitle", (api) => {
    const ordered = [...papers(api)].sort((one, other) => (one.data.title < other.data.title ? -1 : 1));
    const groups = grouped(ordered, (paper) => [paper.data.title[0].toLowerCase()]);
    return pages(groups, (key) => ({title: key.toUpperCase()}));
  });
  config.addCollection("byAuthor", (api) => {
    const people = grouped(newest(api), (paper) => paper.data.authors);
    const byFamily = [...people].map(([name, known]) => ({name, family: name.slice(name.lastIndexOf(" ") + 1), papers: known}));
    byFamily.sort((one, other) => (one.family < other.family ? -1 : one.family > other.family ? 1 : 0));
    return [...grouped(byFamily, (person) => [initial(person.name)])].map(([key, known]) => ({key, title: key.toUpperCase(), people: known}));
  });
  config.addFilter("initial", initial);
  config.addFilter("anchor", anchor);
  config.addFilter("year", year);
  config.addFilter("day", (date) => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${year(date)}`);
  config.addFilter("iso", (date) => date.toISOString().slice(0, 10));
  config.addFilter("first", (list, count) => list.slice(0, count));
  config.addFilter("heads", (lists) => lists.filter((list) => !list.names || list.name === list.key));
  config.addFilter("linked", (data) => JSON.stringify({
    "@context": "https://schema.org",
    "@type": "ScholarlyArticle",
    name: data.title,
    author: data.authors.map((name) => ({"@type": "Person", name})),
    datePublished: data.page.date.toISOString().slice(0, 10),
  }));
  return {
    dir: {input: "content", includes: "../includes", output: "site"},
    htmlTemplateEngine: "njk",
    markdownTemplateEngine: false, // abstracts are Markdown and nothing else
    templateFormats: ["md", "njk"],
  };
}
