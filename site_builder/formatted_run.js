// Formats references: runs in V8 during a build, after citeproc-js, which defines CSL.
// Words in italics stand between U+E001 and U+E002; of all other markup nothing is left.

CSL.Output.Formats.marked = {
  ...CSL.Output.Formats.text,
  "@font-style/italic": (state, text) => `\ue001${text}\ue002`,
  "@font-style/oblique": (state, text) => `\ue001${text}\ue002`,
  "@font-style/normal": (state, text) => `\ue002${text}\ue001`,
  "@bibliography/entry": (state, text) => text,
  "@display/block": (state, text) => ` ${text}`,
  "@display/indent": (state, text) => ` ${text}`,
  "@display/left-margin": (state, text) => `${text} `,
};

var held = {};

// A style made ready for the references that follow.
function makeEngine(style, locales, language) {
  const system = {
    retrieveLocale: (name) => locales[name] || locales["en-US"],
    retrieveItem: (id) => held[id],
  };
  const engine = new CSL.Engine(system, style, language);
  engine.setOutputFormat("marked");
  return engine;
}

// Each reference formatted as if it were the only one, or null where it cannot be.
function formatAll(engine, references) {
  return references.map((reference) => {
    try {
      held = { paper: { ...reference, id: "paper" } };
      // What was known of the paper before must go first, for this one has the same id.
      engine.updateItems([]);
      engine.updateItems(["paper"]);
      const text = engine.makeBibliography()[1][0];
      // What the processor writes where a style has no rule for so little.
      return text.includes("[CSL STYLE ERROR") ? null : text;
    } catch {
      return null;
    }
  });
}
