// A claim's page: which platform is looked at, its own transcript, its seed, and links to copy.
const packed = {};

// What the page keeps in gzip, unpacked when first asked for.
function unpacked(id) {
  packed[id] ??= unpack(id);
  return packed[id];
}

async function unpack(id) {
  const bytes = Uint8Array.from(atob(byId(id).textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

function button(label, act, done = "Copied") {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", async () => {
    await act();
    made.textContent = done;
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

function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/x-csrc" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// A program comes out of what all of them are packed in when its box is first opened.
async function showProgram(details) {
  if (details.querySelector("pre.program")) return;
  const { pieces, programs } = await unpacked("reproducers");
  const text = programs[details.dataset.program].map((place) => pieces[place]).join("\n\n");
  const name = details.dataset.program.replace("@", "-") + ".c";
  const pre = document.createElement("pre");
  pre.className = "program";
  pre.tabIndex = 0;
  pre.textContent = text;
  if (details.querySelector("pre.program")) return;
  const about = document.createElement("p");
  about.textContent = "Plain C that needs neither this suite nor its language. It plays these steps, as root, prints each with " +
    "the kernel\u2019s answer, and exits 0 when the kernel answers as recorded. The command above prints it too.";
  details.append(about, button("Copy program", () => copy(text)), button("Download " + name, () => download(name, text), "Downloaded"), pre);
}

function dress(article) {
  if (article.dataset.dressed) return;
  article.dataset.dressed = "yes";
  for (const mark of all(".group > .where li", article)) {
    const link = document.createElement("a");
    link.href = "#" + mark.id;
    link.append(...mark.childNodes);
    mark.append(link);
  }
  for (const details of all("details.reproducer", article))
    details.addEventListener("toggle", () => { if (details.open) showProgram(details); });
  article.querySelector("header").append(button("Copy link", () => copy(location.href)));
  const command = article.querySelector("pre.again");
  command.after(button("Copy command", () => copy(command.textContent.trim())));
  for (const details of all("details.transcript", article))
    details.querySelector("summary").after(button("Copy transcript", () => copy(plain(details))));
}

// The transcript of the chosen platform, where it went otherwise than on the one that speaks for its group, numbers apart.
async function ownTranscript(article, label) {
  article.querySelector("details.own")?.remove();
  const texts = await unpacked("other-transcripts");
  const own = texts[article.id] || {};
  const text = own[label]?.startsWith("=") ? own[own[label].slice(1)] : own[label];
  const mark = byId(article.id + "@" + label);
  if (!text || !mark) return;
  const details = document.createElement("details");
  details.className = "own";
  const summary = document.createElement("summary");
  summary.textContent = `Transcript on ${label}: the same scene, as it went there`;
  const pre = document.createElement("pre");
  pre.textContent = text;
  pre.tabIndex = 0;
  details.append(summary, button("Copy transcript", () => copy(text)), pre);
  article.querySelector("details.own")?.remove();
  mark.closest("section").append(details);
}

function openCell(article, element) {
  if (!article?.matches(".claim")) return;
  dress(article);
  const platform = element.matches(".where li") ? element.textContent : null;
  const seed = platform && all("dt", named("platform:" + platform)).find((term) => term.textContent === "Order");
  const command = "build/default/claims " + article.id + (seed ? " " + seed.nextElementSibling.textContent : "");
  article.querySelector("pre.again code").textContent = command;
  if (!platform) return;
  element.classList.add("on");
  ownTranscript(article, platform);
}

page.shows.push(openCell);
