// What scripts of pages read, fuzzed: whatever is typed into the search box or pasted into the reading list, it is
// answered, and in time. Guided by the coverage that V8 counts: a text that reaches a block of the scripts, or reaches
// one more often, is kept and changed further. No fuzzer from npm does so on all systems: Jazzer.js 4 needs a newer C
// library than many have.
//
// Started by run.py: node scripts.js TARGET SECONDS INDEX CORPUS FOUND DICTIONARY SEEDS, or
// node scripts.js TARGET again INDEX FILE.
"use strict";

const assert = require("node:assert");
const fs = require("node:fs");
const inspector = require("node:inspector");
const path = require("node:path");
const vm = require("node:vm");

const ROOT = path.resolve(__dirname, "../..");
const [ALLOWED, ALLOWED_PER_BYTE] = [1000, 2]; // milliseconds of processor time, far above what any seed takes
const BATCH = 20;
const LONGEST = 1500; // characters; more than the search looks at
const SEARCH = ["words", "data", "query", "score", "titles", "engine", "near", "correct", "operators", "state"];
const SCRIPTS = [...SEARCH.map((name) => `search-${name}`), "reading-list-texts"];
const TARGETS = { query: lawOfQueries, "reading-list": lawOfLists };

// ---- What must hold of any text.

function openScripts(index) {
  globalThis.window = globalThis;
  globalThis.surveyReadingList = { isSlug }; // its own script needs a page
  globalThis.lunr = require(path.join(ROOT, "site_builder/_bundled/lunr.js"));
  globalThis.surveySearchLoader = (name) => vm.runInThisContext(fs.readFileSync(path.join(index, name), "utf8"));
  for (const name of SCRIPTS) require(path.join(ROOT, `static/${name}.js`));
  surveySearch.load = async () => surveySearch;
}

function isSlug(text) {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && text.length <= 120;
}

async function lawOfQueries(text) {
  for (const isTyping of [false, true]) {
    const { total, results } = await surveySearch(text, { limit: 5, isTyping });
    assert(Number.isInteger(total) && total >= results.length, "the count is that of the results");
    for (const { id, score } of results) assert(id && !Number.isNaN(score), "each result is a paper with a score");
  }
  const { readState, writeState } = surveySearch.facets;
  const address = writeState(readState(text));
  assert.strictEqual(writeState(readState(address)), address, "an address that was read is written the same");
}

async function lawOfLists(text) {
  const { parse, markdown, look } = surveyListTexts;
  let read;
  try {
    read = parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return; // of JSON that is none, which the page tells
    throw error;
  }
  const { papers, sought } = read;
  for (const { slug, note } of papers) {
    assert(isSlug(slug), "a paper is named by its slug");
    assert(typeof note === "string", "a note is text");
  }
  const { found, missing } = await look(sought);
  assert.strictEqual(found.length + missing.length, sought.length, "each reference is found or missing");
  const written = markdown(papers, { heading: "A list", addressOf: (slug) => `papers/${slug}.html` });
  assert.deepStrictEqual(parse(written).papers, papers, "a list that was read is written the same");
}

async function tryText(law, text) {
  const begun = process.cpuUsage();
  await law(text);
  const { user, system } = process.cpuUsage(begun);
  const [spent, size] = [(user + system) / 1000, Buffer.byteLength(text)];
  assert(spent <= ALLOWED + ALLOWED_PER_BYTE * size, `${size} bytes took ${Math.round(spent)} ms`);
  return { spent, size };
}

// ---- Which blocks a text reaches, and how often: by powers of two, as a loop that runs once more is nothing new.

function watchBlocks() {
  const session = new inspector.Session();
  session.connect();
  const ask = (method, given) => new Promise((resolve, reject) => {
    session.post(method, given, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
  const known = { one: new Set(), several: new Set() };
  const edges = new Set();
  return {
    edges,
    start: async () => {
      await ask("Profiler.enable");
      await ask("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    },
    // How much is new since this was last asked, for one text or for several together.
    take: async (what) => {
      const { result } = await ask("Profiler.takePreciseCoverage");
      const before = known[what].size;
      for (const { url, functions } of result) {
        if (!url.includes("/static/")) continue;
        const script = path.basename(url);
        for (const { ranges } of functions) {
          for (const { startOffset, endOffset, count } of ranges) {
            if (!count) continue;
            const edge = `${script} ${startOffset} ${endOffset}`;
            edges.add(edge);
            known[what].add(`${edge} ${Math.floor(Math.log2(count))}`);
          }
        }
      }
      return known[what].size - before;
    },
  };
}

// ---- Changes to texts, drawn from a fixed seed.

function makeChance(seed) {
  let state = seed;
  const below = (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * most);
  };
  return { below, one: (list) => list[below(list.length)] };
}

function changed(text, { below, one }, corpus, words) {
  const letters = [...text];
  const at = below(letters.length + 1);
  const length = 1 + below(12);
  const put = (piece, over = 0) => letters.splice(at, over, ...piece);
  const ways = [
    () => put(one(words)),
    () => put(one(words), length),
    () => put("", length),
    () => put(String.fromCodePoint(one([32 + below(95), 160 + below(500), 0x300 + below(112), below(0xd800)]))),
    () => put(letters.slice(at, at + length).join("").repeat(1 + below(20))),
    () => put([...one(corpus)].slice(below(20))),
    () => letters.reverse(),
  ];
  for (let i = below(4); i >= 0; i -= 1) one(ways)();
  return letters.slice(0, LONGEST).join("");
}

async function fuzz(target, seconds, index, kept, found, dictionary, seeds) {
  openScripts(index);
  const blocks = watchBlocks();
  const unquoted = (line) => JSON.parse(line.replace(/\\x([0-9a-f]{2})/g, "\\u00$1"));
  const words = fs.readFileSync(dictionary, "latin1").split("\n").filter((line) => line.startsWith('"'))
    .map((line) => Buffer.from(unquoted(line), "latin1").toString("utf8"));
  const files = [kept, seeds].flatMap((folder) => fs.readdirSync(folder).sort().map((name) => path.join(folder, name)));
  const waiting = ["", ...words, ...files.map((file) => fs.readFileSync(file, "utf8"))];
  const [corpus, chance, end] = [[], makeChance(files.length), Date.now() + 1000 * seconds];
  const at = fs.openSync(path.join(found, `${target}-hanging`), "w"); // gone at the end, unless a text hangs
  const report = { tried: 0, slowest: 0 };
  const attempt = async (text) => {
    fs.ftruncateSync(at);
    fs.writeSync(at, text, 0);
    report.tried += 1;
    try {
      const { spent, size } = await tryText(TARGETS[target], text);
      if (size >= 50) report.slowest = Math.max(report.slowest, Math.round((1000 * spent) / size));
    } catch (error) {
      report.found = path.join(found, `${target}-crash-${report.tried}`);
      fs.writeFileSync(report.found, text);
      process.stderr.write(`${error.stack}\n`);
    }
  };
  await blocks.start();
  // Asking for the coverage takes longer than a search does, so that single texts are asked about only where a batch of
  // them reached something new.
  while (Date.now() < end && !report.found) {
    const texts = waiting.length ? [waiting.pop()] : [];
    while (corpus.length && texts.length < BATCH) texts.push(changed(chance.one(corpus), chance, corpus, words));
    for (const text of texts) if (!report.found) await attempt(text);
    if (!await blocks.take("several")) continue;
    for (const text of texts) {
      if (!report.found) await attempt(text);
      if (!await blocks.take("one")) continue;
      corpus.push(text);
      if (corpus.length > files.length) fs.writeFileSync(path.join(kept, `${corpus.length}.txt`), text);
    }
  }
  fs.rmSync(path.join(found, `${target}-hanging`));
  process.stdout.write(JSON.stringify({ ...report, edges: blocks.edges.size, kept: corpus.length }));
}

async function tryAgain(target, index, file) {
  openScripts(index);
  await tryText(TARGETS[target], fs.readFileSync(file, "utf8"));
}

const [target, first, ...rest] = process.argv.slice(2);
if (first === "again") tryAgain(target, ...rest);
else fuzz(target, Number(first), ...rest);
