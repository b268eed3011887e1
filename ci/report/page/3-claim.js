// A claim's page: which platform is looked at, its own transcript, its seed, and links to copy.
let packed = null;

// What the page keeps in gzip, unpacked when first asked for.
async function unpacked(id) {
  const bytes = Uint8Array.from(atob(byId(id).textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", async () => {
    await act();
    made.textContent = "Copied";
    setTimeout(() => { made.textContent = label; }, 1500);
  });
  return made;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // A page from the disk may not be let at the clipboard: an old way, which every browser still goes.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

const plain = (details) => all(".steps li", details).map((line) => {
  const copied = line.cloneNode(true);
  all("small", copied).forEach((note) => note.remove());
  return copied.textContent.trim();
}).join("\n") + "\n";

function dress(article) {
  if (article.dataset.dressed) return;
  article.dataset.dressed = "yes";
  article.querySelector("header").append(button("Copy link", () => copy(location.href)));
  const command = article.querySelector("pre.again");
  command.after(button("Copy command", () => copy(command.textContent.trim())));
  for (const details of all("details.transcript", article))
    details.querySelector("summary").after(button("Copy transcript", () => copy(plain(details))));
}

// The transcript of the chosen platform, where it is not the one that speaks for its group.
async function ownTranscript(article, label) {
  article.querySelector("details.own")?.remove();
  packed ??= unpacked("other-transcripts");
  const text = (await packed)[article.id + "@" + label];
  const mark = byId(article.id + "@" + label);
  if (!text || !mark) return;
  const details = document.createElement("details");
  details.className = "own";
  const summary = document.createElement("summary");
  summary.textContent = `Transcript on ${label}: the same scene, as chance dealt it there`;
  const pre = document.createElement("pre");
  pre.textContent = text;
  pre.tabIndex = 0;
  details.append(summary, button("Copy transcript", () => copy(text)), pre);
  article.querySelector("details.own")?.remove();
  mark.closest("section").append(details);
}

function openCell(article, element) {
  dress(article);
  const platform = element.matches(".where li") ? element.textContent : null;
  const seed = platform && all("dt", byId("platform:" + platform)).find((term) => term.textContent === "Order");
  const command = "build/default/claims " + article.id + (seed ? " " + seed.nextElementSibling.textContent : "");
  article.querySelector("pre.again code").textContent = command;
  if (!platform) return;
  element.classList.add("on");
  ownTranscript(article, platform);
}
