// References of chosen papers, made in the browser from objects of CSL-JSON; the twin of references_bibtex.py,
// references_ris.py and references_csl.py, equal to them to the byte.
//
//   surveyReferences.load(slugs)       promises the objects of these papers, in this order, without those nobody knows
//   surveyReferences.find(slugs)       promises for each slug {slug, paper}: the present slug of a retired one, and null
//                                      for a paper that nobody knows
//   surveyReferences.bibtex(papers)    the text of a .bib file; likewise ris(papers) and csl(papers)
//   surveyReferences.markdown(papers)  a list to paste into notes
//   surveyReferences.save(text, stem, format)  downloads a text in a format of these names as a file; gives its name
(function () {
  "use strict";

  const LATEX_MARKS = /[\\{}$&#%_^~<>|]|[^\x00-\x7f]|([-'`,])(?=\1)|[?!](?=`)/gu;
  const ESCAPES = {
    "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "%": "\\%", "_": "\\_",
    "\\": "\\textbackslash{}", "^": "\\^{}", "~": "\\textasciitilde{}", "<": "$<$", ">": "$>$", "|": "$|$",
  };
  const ESCAPED_SINGLY = { "{": "\\textbraceleft{}", "}": "\\textbraceright{}" };
  const ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k",
    "\u0331": "b",
  };
  const LETTERS = {
    "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "å": "aa",
    "Å": "AA", "ı": "i", "ȷ": "j", "đ": "dj", "Đ": "DJ", "ð": "dh", "Ð": "DH", "þ": "th", "Þ": "TH",
  };
  const SIGNS = {
    "±": "\\pm", "×": "\\times", "÷": "\\div", "≈": "\\approx", "∼": "\\sim", "≤": "\\leq", "≥": "\\geq",
    "≠": "\\neq", "→": "\\to", "∞": "\\infty", "∈": "\\in", "ℓ": "\\ell", "−": "-",
    "α": "\\alpha", "β": "\\beta", "γ": "\\gamma", "δ": "\\delta", "ε": "\\varepsilon", "ζ": "\\zeta",
    "η": "\\eta", "θ": "\\theta", "κ": "\\kappa", "λ": "\\lambda", "μ": "\\mu", "ν": "\\nu", "ξ": "\\xi",
    "π": "\\pi", "ρ": "\\rho", "σ": "\\sigma", "τ": "\\tau", "φ": "\\varphi", "χ": "\\chi", "ψ": "\\psi",
    "ω": "\\omega", "Γ": "\\Gamma", "Δ": "\\Delta", "Θ": "\\Theta", "Λ": "\\Lambda", "Σ": "\\Sigma",
    "Φ": "\\Phi", "Ψ": "\\Psi", "Ω": "\\Omega",
  };
  const pairs = (signs, plain) => Object.fromEntries([...signs].map((sign, at) => [sign, plain[at]]));
  const RAISED = pairs("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni");
  const LOWERED = pairs("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx");
  const MATH = /(\$[^$ ](?:[^$]*[^$ ])?\$)/u;
  const WORD = /^(["'“”‘’(\[]*)(.*?)(["'“”‘’)\].,:;?!]*)$/u;
  const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
  const KINDS = {
    "article-journal": { bibtex: "article", venue: "journal", ris: "JOUR" },
    "paper-conference": { bibtex: "inproceedings", venue: "booktitle", ris: "CONF" },
    "chapter": { bibtex: "incollection", venue: "booktitle", ris: "CHAP" },
    "article": { bibtex: "misc", venue: "howpublished", ris: "GEN" },
    "document": { bibtex: "misc", venue: "howpublished", ris: "GEN" },
  };

  const FILES = {
    bibtex: { suffix: ".bib", type: "application/x-bibtex" },
    ris: { suffix: ".ris", type: "application/x-research-info-systems" },
    csl: { suffix: ".csl.json", type: "application/json" },
    markdown: { suffix: ".md", type: "text/markdown" },
  };

  // LaTeX

  function isBalanced(text) {
    let depth = 0;
    for (const brace of text.match(/[{}]/g) || []) {
      depth += brace === "{" ? 1 : -1;
      if (depth < 0) return false;
    }
    return depth === 0;
  }

  function latex(char) {
    if (/^[\x00-\x7f]$/.test(char)) return `${char}{}`;
    if (char in LETTERS) return `{\\${LETTERS[char]}}`;
    if (char in SIGNS) return `$${SIGNS[char]}$`;
    if (char in RAISED) return `\\textsuperscript{${RAISED[char]}}`;
    if (char in LOWERED) return `\\textsubscript{${LOWERED[char]}}`;
    const [base, ...marks] = char.normalize("NFD");
    if (!marks.length || !/^[A-Za-z]$/.test(base) || marks.some((mark) => !(mark in ACCENTS))) return char;
    return marks.reduce((found, mark) => {
      const macro = ACCENTS[mark];
      return /[A-Za-z]/.test(macro) ? `{\\${macro}{${found}}}` : `{\\${macro}${found}}`;
    }, base);
  }

  function escaped(text) {
    const singly = isBalanced(text) ? {} : ESCAPED_SINGLY;
    return text.replace(LATEX_MARKS, (mark) => singly[mark] || ESCAPES[mark] || latex(mark));
  }

  function asItIs(address) {
    return address.replaceAll("{", "%7B").replaceAll("}", "%7D").replaceAll("\\", "%5C");
  }

  // Titles

  const first = (word) => [...word].slice(0, 1).join("");
  const isCapital = (word) => first(word) !== first(word).toLowerCase();

  function hasFixedCapitals(word) {
    return word.split(/[-/–]/u).some((part) => {
      const rest = [...part].slice(1).join("");
      return rest !== rest.toLowerCase() || (isCapital(part) && (/[0-9]/.test(rest) || (!rest && word !== "A")));
    });
  }

  function isSentence(title) {
    const longer = title.split(" ").slice(1).filter((word) => [...word].length > 3);
    return 2 * longer.filter(isCapital).length < longer.length;
  }

  function guarded(text, startsAnew, sentence) {
    let starts = startsAnew;
    return text.split(" ").map((word) => {
      const [, before, core, after] = WORD.exec(word) || ["", "", word, ""];
      const isKept = hasFixedCapitals(core) || (sentence && !starts && isCapital(core));
      starts = /[:?!.]$/.test(after) || ["-", "–", "—"].includes(core) || (starts && !core);
      return isKept ? `${escaped(before)}{${escaped(core)}}${escaped(after)}` : escaped(word);
    }).join(" ");
  }

  function bibtexTitle(title) {
    const sentence = isSentence(title);
    return title.split(MATH).map((part, at) => {
      const isMath = at % 2 === 1 && /[\\^_]/.test(part) && isBalanced(part);
      return isMath ? `{${part}}` : guarded(part, at === 0, sentence);
    }).join("");
  }

  // Names

  function lastName(name) {
    return [name["non-dropping-particle"], name.family].filter(Boolean).join(" ");
  }

  function printedName(name) {
    return name.literal || [name.given, lastName(name), name.suffix].filter(Boolean).join(" ");
  }

  function bibtexName(name) {
    if (name.literal || printedName(name).includes(",")) return `{${escaped(printedName(name))}}`;
    const isSmall = (word) => word === word.toLowerCase() && word !== word.toUpperCase();
    const plain = escaped(name.family || "");
    const family = (name.family || "").split(" ").slice(0, -1).some(isSmall) ? `{${plain}}` : plain;
    const particle = name["non-dropping-particle"];
    const last = particle ? `${escaped(particle)} ${family}` : family;
    return [last, escaped(name.suffix || ""), escaped(name.given || "")].filter(Boolean).join(", ");
  }

  function authorsOf(paper) {
    const authors = paper.author || [];
    const hasMore = authors.length > 0 && authors[authors.length - 1].literal === "others";
    return { authors: hasMore ? authors.slice(0, -1) : authors, hasMore };
  }

  // Formats

  const issuedOf = (paper) => (paper.issued ? paper.issued["date-parts"][0] : []);
  const arxivOf = (paper) => (paper.archive === "arXiv" ? paper.archive_location || "" : "");
  const isContained = (paper) => !["article", "document"].includes(paper.type);
  const digits = (number, length) => String(number).padStart(length, "0");

  function bibtexRecord(paper) {
    const kind = KINDS[paper.type];
    const issued = issuedOf(paper);
    const { authors, hasMore } = authorsOf(paper);
    const published = paper.publisher || "";
    // A preprint says by its eprint that it is on arXiv.
    const venue = isContained(paper) ? paper["container-title"] : paper.number ? "" : published;
    const text = (value) => escaped(value || "");
    const fields = [
      ["title", bibtexTitle(paper.title)],
      ["author", [...authors.map(bibtexName), ...(hasMore ? ["others"] : [])].join(" and ")],
      [kind.venue, text(venue)],
      ["series", text(paper["collection-title"])],
      ["volume", text(paper.volume)],
      ["number", text(paper.issue)],
      ["pages", text(paper.page).replaceAll("-", "--")],
      ["publisher", isContained(paper) ? text(published) : ""],
      ["year", issued.length ? digits(issued[0], 4) : ""],
      ["month", issued.length > 1 ? MONTHS[issued[1] - 1] : ""],
      ["eprint", arxivOf(paper)],
      ["archiveprefix", arxivOf(paper) ? "arXiv" : ""],
      ["doi", asItIs(paper.DOI || "")],
      ["url", asItIs(paper.URL || "")],
      ["keywords", text(paper.keyword)],
      ["annote", text(paper.annote)],
      ["abstract", text(paper.abstract)],
    ];
    const lines = fields.filter(([, value]) => value)
      .map(([name, value]) => `  ${name} = ${name === "month" ? value : `{${value}}`},\n`);
    return `@${kind.bibtex}{${paper.id},\n${lines.join("")}}\n`;
  }

  function risRecord(paper) {
    const issued = issuedOf(paper);
    const { authors, hasMore } = authorsOf(paper);
    const pages = paper.page || "";
    const cut = pages.indexOf("-");
    const day = issued.length > 2 ? digits(issued[2], 2) : "";
    const arxiv = arxivOf(paper);
    const risName = (name) => name.literal || [lastName(name), name.given, name.suffix].filter(Boolean).join(", ");
    const fields = [
      ["ID", paper.id],
      ["TI", paper.title],
      ...authors.map((name) => ["AU", risName(name)]),
      ["PY", issued.length ? digits(issued[0], 4) : ""],
      ["DA", issued.length > 1 ? `${digits(issued[0], 4)}/${digits(issued[1], 2)}/${day}/` : ""],
      ["T2", isContained(paper) ? paper["container-title"] : ""],
      ["T3", paper["collection-title"]],
      ["VL", paper.volume],
      ["IS", paper.issue],
      ["SP", cut < 0 ? pages : pages.slice(0, cut)],
      ["EP", cut < 0 ? "" : pages.slice(cut + 1)],
      ["PB", paper.publisher],
      ["M3", paper.type === "article" ? "Preprint" : ""],
      ["AN", arxiv ? `arXiv:${arxiv}` : ""],
      ["DO", paper.DOI],
      ["UR", paper.URL],
      ...(paper.keyword ? paper.keyword.split(", ") : []).map((word) => ["KW", word]),
      ["N1", paper.annote],
      ["N1", hasMore ? "Not all of the authors are named here." : ""],
      ["AB", paper.abstract],
    ];
    const lines = fields.filter(([, value]) => value).map(([tag, value]) => `${tag}  - ${value}`);
    return [`TY  - ${KINDS[paper.type].ris}`, ...lines, "ER  - ", ""].join("\r\n");
  }

  function markdownLine(paper) {
    const plain = (text) => text.replace(/[\\`*_[\]<>]/g, "\\$&");
    const { authors, hasMore } = authorsOf(paper);
    const names = authors.map(printedName).join(", ") + (hasMore ? " et al." : "");
    const venue = paper["container-title"] || paper.number || paper.publisher || "";
    const year = issuedOf(paper)[0];
    const title = paper.URL ? `[${plain(paper.title)}](<${paper.URL}>)` : plain(paper.title);
    return `- ${[title, names && plain(names), [venue && plain(venue), year].filter(Boolean).join(", ")]
      .filter(Boolean).map((part) => (/[.?!]$/.test(part) ? part : `${part}.`)).join(" ")}\n`;
  }

  // Parts: see data_files.py

  const script = document.currentScript;
  const known = new Map();
  const begun = new Map();
  let count = 0;

  function loadScript(name) {
    if (window.surveyReferencesLoader) return Promise.resolve(name).then(window.surveyReferencesLoader);
    if (begun.has(name)) return begun.get(name);
    const loaded = new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = new URL(`../data/references/${name}.js`, script.src).href;
      element.addEventListener("load", () => { element.remove(); resolve(); });
      element.addEventListener("error", () => {
        element.remove();
        begun.delete(name);
        reject(new Error(`${name}.js could not be loaded`));
      });
      document.head.append(element);
    });
    begun.set(name, loaded);
    return loaded;
  }

  function crc32(slug) {
    let rest = -1;
    for (const char of slug) {
      rest ^= char.charCodeAt(0);
      for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
    }
    return (rest ^ -1) >>> 0;
  }

  async function loadParts(slugs) {
    await loadScript("parts");
    await Promise.all([...new Set(slugs.map((slug) => crc32(slug) % count))].map(loadScript));
  }

  async function find(slugs) {
    await loadParts(slugs);
    const present = slugs.map((slug) => (typeof known.get(slug) === "string" ? known.get(slug) : slug));
    await loadParts(present);
    return present.map((slug) => ({ slug, paper: known.get(slug) || null }));
  }

  async function load(slugs) {
    return (await find(slugs)).map(({ paper }) => paper).filter(Boolean);
  }

  function save(text, stem, format) {
    const { suffix, type } = FILES[format];
    const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    const link = Object.assign(document.createElement("a"), { href: address, download: `${stem}${suffix}` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000); // browsers read it a while after the click
    return link.download;
  }

  window.surveyReferences = {
    load,
    find,
    save,
    bibtex: (papers) => papers.map(bibtexRecord).join("\n"),
    ris: (papers) => papers.map(risRecord).join("\r\n"),
    csl: (papers) => (papers.length ? `[\n${papers.map((paper) => JSON.stringify(paper)).join(",\n")}\n]\n` : "[]\n"),
    markdown: (papers) => papers.map(markdownLine).join(""),
    // What the scripts of data/references/ call.
    parts: (number) => { count = number; },
    add: (found) => { for (const [slug, paper] of Object.entries(found)) known.set(slug, paper); },
  };
})();
