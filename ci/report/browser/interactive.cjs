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
// A new page keeps several processes of the browser busy, and so does the end of the last one; people open a report in a
// browser that is at rest.
const settling = 1500;

// Runs in the page before anything of it, and asks the matrix as soon as there is one that can answer. No timer tells of
// the answer: a browser lets timers wait while it reads what is left, and draws meanwhile.
function watch() {
  const noted = { parsed: 0, answered: 0, hidden: 0 };
  globalThis.noted = noted;
  addEventListener("DOMContentLoaded", () => { noted.parsed = performance.now(); });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.identifier === "answer") noted.answered = entry.renderTime;
  }).observe({ type: "element", buffered: true });
  new MutationObserver((_, itself) => {
    if (!document.documentElement.matches(".sorted")) return;
    itself.disconnect();
    const form = document.querySelector("#matrix form");
    form.querySelector("output").setAttribute("elementtiming", "answer");
    form.elements.only.value = "different";
    form.elements.only.dispatchEvent(new Event("input", { bubbles: true }));
    noted.hidden = document.querySelectorAll("#matrix tr[data-claim][hidden]").length;
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["class"] });
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
    await new Promise((rested) => setTimeout(rested, settling));
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
