// How long a report takes until it can be worked with: until the matrix has answered a filter and the answer is drawn,
// from the start of the navigation. node interactive.cjs REPORT.html CHROMIUM
//
// Where others want the processors too, the clock tells of them; what the page's own thread takes is told beside it.
"use strict";
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

const [report, executablePath] = process.argv.slice(2);
const address = pathToFileURL(path.resolve(report)).href;
const rounds = 7;

// Runs in the page before anything of it, and asks the matrix as soon as there is one that can answer.
function watch() {
  const drawn = (then) => requestAnimationFrame(() => setTimeout(then));
  const noted = { parsed: 0, answered: 0, hidden: 0 };
  globalThis.noted = noted;
  addEventListener("DOMContentLoaded", () => { noted.parsed = performance.now(); });
  const ask = () => {
    const form = document.querySelector("#matrix form");
    if (!form || form.hidden) return setTimeout(ask, 5);
    const field = form.elements.only;
    field.value = "different";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    noted.hidden = document.querySelectorAll("#matrix tr[data-claim][hidden]").length;
    drawn(() => { noted.answered = performance.now(); });
  };
  setTimeout(ask);
}

const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];

(async () => {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
  const all = [];
  for (let round = 0; round < rounds; ++round) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.addInitScript(watch);
    await page.goto(address, { waitUntil: "commit" });
    await page.waitForFunction(() => globalThis.noted.answered && globalThis.noted.parsed, null, { timeout: 180000 });
    const noted = await page.evaluate(() => globalThis.noted);
    if (noted.hidden === 0) throw new Error("the filter hid nothing");
    const { metrics } = await session.send("Performance.getMetrics");
    const spent = Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]));
    all.push({ "the matrix answers after": noted.answered, "all is read after": noted.parsed,
      "processor's time": spent.TaskDuration, "of it script": spent.ScriptDuration, style: spent.RecalcStyleDuration,
      layout: spent.LayoutDuration });
    await context.close();
  }
  await browser.close();
  console.log(`in a browser, medians of ${rounds}: ` +
    Object.keys(all[0]).map((name) => `${name} ${Math.round(median(all.map((one) => one[name])))} ms`).join(", "));
})();
