// The advisor for one platform, and what changes from one platform to another.
function choose(select, value, fallback) {
  if (select.options.length === 0) return "";
  select.value = value || "";
  if (select.selectedIndex < 0) select.selectedIndex = fallback;
  return select.value;
}

const advisor = byId("advisor");
const advisorForm = advisor.querySelector("form");
advisorForm.hidden = false;
advisorForm.addEventListener("input", () => go("advisor", new URLSearchParams(new FormData(advisorForm))));
advisorForm.addEventListener("submit", (event) => event.preventDefault());

function advise() {
  if (advisor.hidden) return;
  const platform = choose(advisorForm.elements.on, page.state.values.get("on"), 0);
  for (const answer of all(".answer", advisor)) {
    const marks = all(".where li", answer);
    answer.hidden = !marks.some((mark) => mark.dataset.platform === platform);
    marks.forEach((mark) => mark.classList.toggle("on", mark.dataset.platform === platform));
    // Its links lead to the cells of the platform that was chosen.
    for (const link of all(".advice li > a", answer)) link.hash = link.hash.replace(/@.*$/, "@" + platform);
  }
}

const compareForm = document.querySelector("#compare form");
compareForm.addEventListener("input", () => go("compare", new URLSearchParams(new FormData(compareForm))));
compareForm.addEventListener("submit", (event) => event.preventDefault());
document.querySelector('.top nav a[href="#compare"]').hidden = columns.length < 2;

const { kinds, rule } = JSON.parse(byId("rule-of-change").textContent);

// What `report diff` calls it, by its own rule.
function change(before, after) {
  return agree(before, after) ? null : rule[before.classList[0] + after.classList[0]] || null;
}

function table(kind, changes, platforms) {
  const made = document.createElement("table");
  const caption = made.createCaption();
  const heading = document.createElement("h3");
  heading.textContent = `${kind} (${changes.length})`;
  caption.append(heading);
  const titles = made.createTHead().insertRow();
  for (const title of ["Claim", ...platforms]) {
    const head = document.createElement("th");
    head.scope = "col";
    head.textContent = title;
    titles.append(head);
  }
  const body = made.createTBody();
  for (const { one, from, to } of changes) {
    const row = body.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    for (const node of one.row.firstElementChild.childNodes) head.append(node.cloneNode(true));
    row.append(head, from.cloneNode(true), to.cloneNode(true));
  }
  return made;
}

function compare() {
  const view = byId("compare");
  if (view.hidden || columns.length === 0) return;
  const from = columns.indexOf(choose(compareForm.elements.from, page.state.values.get("from"), 0));
  const to = columns.indexOf(choose(compareForm.elements.to, page.state.values.get("to"), columns.length - 1));
  const found = rows
    .map((one) => ({ one, from: one.cells[from], to: one.cells[to], kind: change(one.cells[from], one.cells[to]) }))
    .filter((entry) => entry.kind);
  const place = view.querySelector(".changes");
  const sum = document.createElement("p");
  sum.textContent = found.length === 0 ? `Nothing changes from ${columns[from]} to ${columns[to]}.`
    : `${found.length} of ${rows.length} claims change from ${columns[from]} to ${columns[to]}.`;
  place.replaceChildren(sum, ...kinds
    .map((kind) => [kind, found.filter((entry) => entry.kind === kind)])
    .filter(([, changes]) => changes.length > 0)
    .map(([kind, changes]) => table(kind, changes, [columns[from], columns[to]])));
}

page.shows.push(advise, compare);
document.documentElement.classList.add("ready");
show();
