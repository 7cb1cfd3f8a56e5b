// One ticket: news as they come, what is being written kept for this tab, a few keys.
"use strict";

const page = document.getElementById("case");
const { number } = page.dataset;
const news = document.getElementById("news");
const shown = () => Number(page.dataset.steps);

// --- news ---

const address = new URL("/console/live", location);
address.searchParams.set("since", page.dataset.drawn);
address.searchParams.set("number", number);

let looking = false;
let again = false;

async function look() {
  again = true;
  // what moves while a form is on its way is our own doing, and the next page shows it
  if (looking || [...document.forms].some((form) => form.dataset.sent)) return;
  looking = true;
  try {
    while (again) {
      again = false;
      await fetchNews();
    }
  } finally {
    looking = false;
  }
}

async function fetchNews() {
  // as a part of a page: what the step before has to tell is for the next whole one
  const headers = { "HX-Request": "true" };
  const answer = await fetch(`/console/tickets/${number}/news?seen=${shown()}`, { headers });
  if (!answer.ok || answer.redirected) return;
  const part = document.createElement("template");
  part.innerHTML = await answer.text();
  const known = Math.max(shown(), ...[...news.querySelectorAll("[data-steps]")].map((one) => Number(one.dataset.steps)));
  const fresh = part.content.querySelector("[data-steps]");
  // what is shown already stays as it is: somebody may be pressing its button just now
  if (fresh && Number(fresh.dataset.steps) > known) news.replaceChildren(part.content);
}

function warn(sentence) {
  const words = document.createElement("p");
  words.className = "notice bad";
  words.textContent = sentence;
  news.replaceChildren(words);
}

listen(address, {
  heard: look,
  others(names) {
    const words = document.getElementById("others");
    words.querySelector("b").textContent = names.join("、");
    words.hidden = !names.length;
  },
  over: () => warn("登录已到期。请在新窗口重新登录，再回到这里提交；您写的内容还在。"),
  gone: () => warn("这件工单刚转给了别的单位，您这里不能再办。您写的内容用得上的话，请先复制下来。"),
});

// Who has read the news may go on: the forms know of it from then on.
news.addEventListener("click", (event) => {
  if (event.target.matches("[data-reload]")) {
    event.preventDefault();
    location.assign(location.pathname);
  }
  if (!event.target.matches("[data-seen]")) return;
  const { steps } = news.querySelector("[data-steps]").dataset;
  page.dataset.steps = steps;
  for (const field of document.querySelectorAll("input[name=seen]")) field.value = steps;
  for (const line of news.querySelectorAll("li")) document.getElementById("timeline").append(line);
  news.replaceChildren();
});

// --- what is being written: in this tab alone, for its writer alone, gone when it was sent ---

const mine = `draft:${page.dataset.reader}:`;
const key = (form) => `${mine}${number}:${form.id}`;
for (const one of Object.keys(sessionStorage)) {
  if (one.startsWith("draft:") && !one.startsWith(mine)) sessionStorage.removeItem(one);
}
for (const form of document.querySelectorAll("form[data-keep]")) {
  const fields = [...form.querySelectorAll("textarea")];
  const kept = sessionStorage.getItem(key(form));
  if (kept && fields.every((field) => !field.value)) {
    JSON.parse(kept).forEach((words, place) => { if (fields[place]) fields[place].value = words; });
    if (form.closest("details")) form.closest("details").open = true;
  }
  form.addEventListener("input", () => {
    sessionStorage.setItem(key(form), JSON.stringify(fields.map((field) => field.value)));
  });
}
const sent = document.querySelector("#told .good");
if (sent) {
  for (const form of document.querySelectorAll("form[data-keep]")) sessionStorage.removeItem(key(form));
  for (const field of document.querySelectorAll("form[data-keep] textarea")) field.value = field.defaultValue;
}
const trouble = document.querySelector(".moved[role=alert], .error, .preview");
if (trouble) trouble.scrollIntoView({ block: "center" });

// Pressed twice is pressed once.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// --- keys ---

const KEYS = {
  a: () => document.querySelector("#answer textarea")?.focus(),
  u: () => document.querySelector("[data-back]").click(),
  "?": () => {
    const help = document.getElementById("help");
    if (help.open) help.close();
    else help.showModal();
  },
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
