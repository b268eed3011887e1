// The report without scripting is one long page. With it, what the fragment names is shown alone:
//   #                        the overview and the matrix
//   #matrix?topic=...&q=...  a view, with the state of its form
//   #compare?from=...&to=... two platforms side by side
//   #CLAIM, #CLAIM@PLATFORM  a claim's page, and what it came to on one platform
//   #finding:CLAIM, #statement:ID, #platform:LABEL, #advisor:GOAL
// This script and the matrix's run as soon as the matrix is there, while the browser still reads what follows it: the
// other views and the evidence.
"use strict";
const page = {
  table: document.querySelector("#matrix table"),
  state: { target: "", values: new URLSearchParams() },
  column: -1, // of the matrix, where one is shown alone
  shows: [], // what each view does when it is shown
};

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const byId = (id) => document.getElementById(id);

// What a fragment names. All but the overview and the matrix is text until somebody asks for it, each claim's page a text
// of its own; before all is read it may be half a text.
function named(target) {
  if (document.documentElement.matches(".ready")) {
    const kind = target.replace(/:.*/s, ":");
    const text = document.querySelector(`noscript[data-claim="${CSS.escape(target.split("@")[0])}"], ` +
      `noscript[data-names~="${CSS.escape(target)}"], noscript[data-names~="${CSS.escape(kind)}"]`);
    if (text) text.outerHTML = text.textContent;
  }
  return byId(target);
}

// What a fragment means. Nothing in it is ever made into markup.
function read(fragment) {
  const [target, query = ""] = fragment.replace(/^#/, "").split("?");
  let plain = target;
  try { plain = decodeURIComponent(target); } catch { /* as it stands, then */ }
  return { target: plain, values: new URLSearchParams(query) };
}

function go(target, values) {
  for (const [name, value] of [...values]) if (!value) values.delete(name);
  const query = values.toString();
  const next = "#" + target + (query ? "?" + query : "");
  if (next !== location.hash) history.replaceState(null, "", next);
  show();
}

// A claim's page in full, and of a finding, a statement or a platform the view that holds it.
function show() {
  const { target, values } = read(location.hash);
  page.state = { target, values };
  const element = target ? named(target) : null;
  if (target && !element && !document.documentElement.matches(".ready")) { // it is still to come
    for (const section of all("main > section")) section.hidden = true;
    return;
  }
  const article = element && element.closest("article.claim, article.finding");
  const view = element ? element.closest("main > section") : byId("overview");
  for (const section of all("main > section")) section.hidden = section !== view && !(view.id === "overview" && section.id === "matrix");
  for (const other of all("article.claim, article.finding")) other.hidden = article ? other !== article : other.matches(".claim");
  for (const part of all("#findings > :is(h2, nav, .lead), #claims > h2")) part.hidden = Boolean(article);
  for (const part of all("#findings > article.finding")) if (!article) part.hidden = true;
  for (const link of all(".top nav a"))
    if (link.hash === "#" + (article?.matches(".claim") ? "matrix" : view.id)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  for (const mark of all(".where li.on")) mark.classList.remove("on");
  for (const act of page.shows) act(article, element);
  if (element && element !== view && !article) element.scrollIntoView();
  else if (target !== page.shown) window.scrollTo(0, 0); // what a view's form asks for leaves it where it is
  page.shown = target;
  if (element && element.matches(".where li")) element.scrollIntoView({ block: "center" });
}

addEventListener("hashchange", show);
