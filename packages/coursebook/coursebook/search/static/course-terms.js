/* Cut text into terms: the same rule as search/terms.py. A test compares both on a whole lesson. */
(() => {
  "use strict";
  /* global Stemmer */

  const SPELLINGS = [
    [/^([a-z]*[a-z]{3})is(ations?|ed?|es|ing|ers?)$/, "$1iz$2"],
    [/^([a-z]*[a-z]{3})our(s|ed|ing|hoods?|able|ers?)?$/, "$1or$2"],
    [/^([a-z]*[a-z]{3})tres?$/, "$1ter"],
  ];
  const stemmer = new Stemmer(); // of course-stemmer.js
  const known = new Map();

  function stem(word) {
    if (word.length < 3) return word;
    let found = known.get(word);
    if (found === undefined) {
      found = word;
      for (const pair of SPELLINGS)
        found = found.replace(pair[0], (all, head, tail) => pair[1].replace("$1", head).replace("$2", tail || ""));
      found = stemmer.stemWord(found);
      known.set(word, found);
    }
    return found;
  }

  const plain = (text) =>
    text.toLowerCase().replace(/’/g, "'").normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC");

  function pairs(run) {
    if (run.length === 1) return [run];
    return Array.from({ length: run.length - 1 }, (none, at) => run.slice(at, at + 2));
  }

  /* Runs of a text: {text, han}. */
  const runs = (text) =>
    (plain(text).match(/[\u3400-\u9fff]+|[a-z0-9]+/g) || []).map((run) => ({
      text: run,
      han: /[\u3400-\u9fff]/.test(run),
    }));

  function terms(text) {
    return runs(text).flatMap((run) => {
      if (run.han) return pairs(run.text);
      return run.text.length > 1 && !/^\d{5,}$/.test(run.text) ? [stem(run.text)] : [];
    });
  }

  /* Places of a text to be marked: [start, end] of each word whose stem is wanted, and of each wanted run of characters. */
  function places(text, stems, hans) {
    const found = [];
    const word = /[\p{L}\p{N}\p{M}]+/gu;
    let one;
    while ((one = word.exec(text))) {
      if (/[\u3400-\u9fff]/.test(one[0])) continue;
      if (terms(one[0]).some((term) => stems.has(term))) found.push([one.index, one.index + one[0].length]);
    }
    hans.forEach((han) => {
      for (let at = text.indexOf(han); at >= 0; at = text.indexOf(han, at + han.length))
        found.push([at, at + han.length]);
    });
    return found.sort((a, b) => a[0] - b[0]).filter((place, at, all) => !at || place[0] >= all[at - 1][1]);
  }

  window.courseTerms = { stem, plain, pairs, runs, terms, places };
})();
