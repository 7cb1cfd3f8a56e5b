// The list of tickets: keys, and word of what moved. The list itself never moves under one's hand.
"use strict";

const list = document.getElementById("list");
const links = () => [...list.querySelectorAll("tr[data-number] a")];
const bar = document.querySelector("#news a");
const other = new Set();

listen(new URL(`/console/live?since=${encodeURIComponent(list.dataset.drawn)}`, location), {
  heard(news) {
    for (const [number, moved] of Object.entries(news.moved)) {
      const row = list.querySelector(`tr[data-number="${CSS.escape(number)}"]`);
      if (!row) other.add(number);
      else if (Date.parse(moved) > Date.parse(row.dataset.moved)) {
        row.querySelector(".moved").hidden = false;
      }
    }
    const here = list.querySelectorAll(".moved:not([hidden])").length;
    if (!here && !other.size && !news.stale) return;
    const words = [];
    if (other.size) words.push(`有 ${other.size} 件新来或有变化的工单`);
    if (here) words.push(`这一页有 ${here} 件刚有变化`);
    bar.textContent = `${words.join("，") || "列表有变化"}，点此刷新`;
    bar.hidden = false;
    document.title = `(${other.size + here || "!"}) ${document.title.replace(/^\([\d!]+\) /, "")}`;
  },
  over() {
    bar.textContent = "登录已到期，请重新登录";
    bar.hidden = false;
  },
});

// Choosing is asking; typing words waits for Enter.
document.getElementById("search").addEventListener("change", (event) => {
  if (event.target.name !== "q") event.target.form.requestSubmit();
});

function go(step) {
  const all = links();
  const at = all.indexOf(document.activeElement);
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step))];
  if (next) {
    next.focus();
    next.closest("tr").scrollIntoView({ block: "nearest" });
  }
}

function toggleHelp() {
  const help = document.getElementById("help");
  if (help.open) help.close();
  else help.showModal();
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  "/": () => document.querySelector("#search [name=q]").select(),
  r: () => location.assign(bar.href),
  "?": toggleHelp,
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select") && event.key !== "Escape") return;
  if (document.getElementById("help").open && event.key !== "?") return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
document.querySelector("#search [name=q]").addEventListener("keydown", (event) => {
  if (event.key === "Escape") event.target.blur();
});
