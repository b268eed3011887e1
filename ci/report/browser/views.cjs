// Works with a report as a person would, and says what went wrong. node views.cjs REPORT.html CHROMIUM [PICTURES]
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

const [report, executablePath, pictures] = process.argv.slice(2);
const address = pathToFileURL(path.resolve(report)).href;
const desk = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

// Nothing here is about time; a busy machine may take what it needs.
const patience = 180000;

async function open(browser, fragment, options = {}) {
  const context = await browser.newContext({ viewport: desk, ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => { if (!/^(file|data|blob):/.test(request.url())) complaints.push("asks the network: " + request.url()); });
  await page.goto(address + fragment);
  return { page, complaints };
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: path.join(pictures, name + ".png") });
}

// What is first of its kind in the page as it was written: of the claims most is text until it is asked for.
function first(kind) {
  const written = fs.readFileSync(report, "utf8");
  const found = written.match(kind);
  assert.ok(found, `nothing like ${kind}`);
  return found[1];
}

const kinds = { claim: /<article class="claim" id="([^"]+)"/, finding: /<article class="finding[^>]* id="([^"]+)"/ };

const cells = "#matrix tr[data-claim]:not([hidden])";

const steps = {
  async "opens from the disk, and asks the network for nothing"(browser) {
    const { page, complaints } = await open(browser, "");
    assert.ok(await page.locator("#overview .title").isVisible());
    assert.ok(await page.locator(cells).count() > 0);
    assert.ok(!await page.locator("article.claim").first().isVisible());
    assert.equal(await page.locator(".top nav a[aria-current]").count(), 1);
    await picture(page, "overview");
    assert.deepEqual(complaints, []);
  },
  async "tells everything with scripting off"(browser) {
    const { page } = await open(browser, "", { javaScriptEnabled: false });
    const claims = await page.locator("#matrix tr[data-claim]").count();
    assert.equal(await page.locator("article.claim").count(), claims);
    for (const part of ["#statements", "#conflicts", "#findings", "#advisor", "#platforms", "article.claim", "details.reproducer summary"])
      assert.ok(await page.locator(part).first().isVisible(), part);
    assert.equal(await page.locator("form.filters").isVisible(), false);
    await page.locator("details.reproducer summary").first().click();
    assert.match(await page.locator("details.reproducer pre").first().textContent(), /claims --reproducer results\/.+\.json > .+\.c/);
  },
  async "filters, and keeps what was asked in its address"(browser) {
    const { page, complaints } = await open(browser, "#matrix");
    const whole = await page.locator(cells).count();
    await page.selectOption("select[name=only]", "different");
    const different = await page.locator(cells).count();
    assert.ok(different > 0 && different < whole);
    assert.match(page.url(), /#matrix\?only=different$/);
    const again = await open(browser, new URL(page.url()).hash);
    assert.equal(await again.page.locator(cells).count(), different);
    await page.click("button[type=reset]");
    await page.waitForFunction(() => location.hash === "#matrix");
    assert.equal(await page.locator(cells).count(), whole);
    const id = await page.locator(cells + " code").first().textContent();
    await page.fill("input[type=search]", id);
    assert.ok((await page.locator(cells + " code").allTextContents()).every((text) => text.includes(id)));
    assert.deepEqual(complaints, []);
  },
  async "opens a cell, and a link to it opens it again"(browser) {
    const { page, complaints } = await open(browser, "#matrix");
    const cell = page.locator(cells + " td a").first();
    const verdict = (await cell.textContent()).trim();
    await cell.click();
    const article = page.locator("article.claim:visible");
    assert.equal(await article.count(), 1);
    assert.ok((await article.locator(".where li.on").locator("xpath=ancestor::section[1]").locator("h3 .v").textContent()).includes(verdict));
    await picture(page, "claim");
    const again = await open(browser, new URL(page.url()).hash);
    assert.equal(await again.page.locator("article.claim:visible h2").textContent(), await article.locator("h2").textContent());
    await page.goBack();
    assert.ok(await page.locator("#matrix").isVisible());
    assert.deepEqual([...complaints, ...again.complaints], []);
  },
  async "compares two platforms as report diff does"(browser) {
    const { page, complaints } = await open(browser, "#compare");
    const labels = await page.locator("#compare select[name=from] option").allTextContents();
    await page.selectOption("select[name=from]", labels[0]);
    await page.selectOption("select[name=to]", labels[0]);
    assert.match(await page.locator(".changes").textContent(), /Nothing changes/);
    await page.selectOption("select[name=to]", labels.at(-1));
    assert.match(page.url(), /#compare\?from=.+&to=.+/);
    const rows = await page.locator(".changes tbody tr").count();
    assert.ok(rows > 0);
    const differing = await page.evaluate(() => rows.filter((one) => change(one.cells[0], one.cells.at(-1))).length);
    assert.equal(rows, differing);
    await picture(page, "compare");
    assert.deepEqual(complaints, []);
  },
  async "copies a transcript"(browser) {
    const { page } = await open(browser, "#matrix", { permissions: ["clipboard-read", "clipboard-write"] });
    await page.evaluate((place) => { location.hash = "#" + place; }, first(/<details class="transcript" data-claim="([^"]+)"/));
    const details = page.locator("article.claim:visible details.transcript").first();
    await details.locator("summary").click();
    await details.locator("button", { hasText: "Copy transcript" }).click();
    await details.locator("button", { hasText: "Copied" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^\S+ born.* = ok\n/);
    assert.doesNotMatch(copied, /decides/);
    await picture(page, "transcript");
  },
  async "gives a reproducer to copy and to download"(browser) {
    const { page, complaints } = await open(browser, "#matrix", { permissions: ["clipboard-read", "clipboard-write"] });
    await page.evaluate((place) => { location.hash = "#" + place; }, first(/data-program="([^"]+)"/));
    const details = page.locator("article.claim:visible details.reproducer").first();
    await details.locator("summary").click();
    const program = await details.locator("pre.program").textContent();
    assert.match(program, /^\/\*\n \* [a-z0-9.-]+\n/);
    assert.match(program, /int main\(void\)/);
    await details.locator("button", { hasText: "Copy program" }).click();
    await details.locator("button", { hasText: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), program);
    const [download] = await Promise.all([page.waitForEvent("download"), details.locator("button", { hasText: "Download" }).click()]);
    assert.match(download.suggestedFilename(), /^[A-Za-z0-9.+_-]+\.c$/);
    assert.equal(fs.readFileSync(await download.path(), "utf8"), program);
    await picture(page, "reproducer");
    assert.deepEqual(complaints, []);
  },
  async "keeps the matrix's head and first column in view"(browser) {
    for (const viewport of [desk, phone]) {
      const { page } = await open(browser, "#matrix", { viewport });
      const seen = await page.evaluate(() => {
        const region = document.querySelector("#matrix .scroll");
        region.scrollTo(region.scrollWidth, region.scrollHeight);
        const box = region.getBoundingClientRect();
        const head = document.querySelector("#matrix thead th:last-child").getBoundingClientRect();
        const first = rows.at(-1).row.firstElementChild.getBoundingClientRect();
        return { head: Math.abs(head.top - box.top), first: Math.abs(first.left - box.left) };
      });
      assert.ok(seen.head <= 2 && seen.first <= 2, JSON.stringify(seen));
      await picture(page, `scrolled-${viewport.width}`);
    }
  },
  async "shows bind conflicts, and leads to a slice"(browser) {
    const { page, complaints } = await open(browser, "#conflicts");
    assert.ok(await page.locator("#conflicts .meetings").first().isVisible());
    await picture(page, "conflicts");
    const id = await page.locator("#conflicts .slice").last().getAttribute("id");
    const { page: there } = await open(browser, "#" + id);
    assert.ok(await there.locator("#conflicts .slice").last().isVisible());
    await there.locator(".rules").scrollIntoViewIfNeeded();
    await picture(there, "rules");
    assert.deepEqual(complaints, []);
  },
  async "prints without what one can only click"(browser) {
    const { page } = await open(browser, "#matrix");
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("form.filters").isVisible(), false);
    assert.equal(await page.locator(".top").isVisible(), false);
    assert.ok(await page.locator(cells).first().isVisible());
    if (pictures) await page.pdf({ path: path.join(pictures, "print.pdf"), landscape: true });
  },
  async "advises for the platform that was chosen"(browser) {
    const { page, complaints } = await open(browser, "#advisor");
    const labels = await page.locator("#advisor select option").allTextContents();
    await page.selectOption("#advisor select", labels.at(-1));
    assert.match(page.url(), /#advisor\?on=/);
    assert.equal(await page.locator("#advisor .answer:visible").count(), await page.locator("#advisor .goal").count());
    await picture(page, "advisor");
    assert.deepEqual(complaints, []);
  },
  async "is worked by the keyboard alone"(browser) {
    const { page, complaints } = await open(browser, "");
    await page.keyboard.press("/");
    await page.waitForFunction(() => document.activeElement.name === "q");
    await page.locator(cells + " td a").first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    const target = await page.evaluate(() => document.activeElement.hash);
    assert.match(target, /@/);
    await page.keyboard.press("Enter");
    await page.locator("article.claim:visible").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#matrix").waitFor();
    assert.deepEqual(complaints, []);
  },
  async "fits a phone, light and dark"(browser) {
    for (const colorScheme of ["light", "dark"]) {
      const { page } = await open(browser, "", { viewport: phone, colorScheme });
      for (const fragment of ["", "#conflicts", "#findings", "#advisor", "#platforms"]) {
        await page.evaluate((to) => { location.hash = to; }, fragment);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= phone.width, `${fragment} is ${wide} wide`);
        await picture(page, `phone-${colorScheme}${fragment.replace("#", "-")}`);
      }
    }
  },
  async "is accessible by axe's rules"(browser) {
    const found = [];
    for (const colorScheme of ["light", "dark"]) {
      for (const fragment of ["", "#statements", "#conflicts", "#findings", "#advisor", "#compare", "#platforms", "claim", "finding"]) {
        const { page } = await open(browser, fragment.startsWith("#") ? fragment : "", { colorScheme });
        if (fragment && !fragment.startsWith("#"))
          await page.evaluate((place) => { location.hash = "#" + place; }, first(kinds[fragment]));
        await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
        const { violations } = await page.evaluate(() => axe.run());
        found.push(...violations.map((one) => `${colorScheme} ${fragment}: ${one.id}: ${one.nodes.length} × ${one.nodes[0].html.slice(0, 120)}`));
        if (colorScheme === "dark") await picture(page, "dark" + fragment.replace("#", "-"));
        await page.context().close();
      }
    }
    assert.deepEqual(found, []);
  },
};

(async () => {
  const browser = await chromium.launch({
    executablePath,
    timeout: patience,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  let failed = 0;
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step(browser);
      // Each page is some megabytes.
      await Promise.all(browser.contexts().map((context) => context.close()));
      console.log("+ " + name);
    } catch (error) {
      failed += 1;
      console.log("- " + name + "\n    " + String(error.message).replaceAll("\n", "\n    "));
    }
  }
  await browser.close();
  process.exitCode = failed ? 1 : 0;
})();
