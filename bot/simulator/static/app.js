// Starts the page: panes, tabs, live updates.

import { $ } from "./dom.js";
import { startDesk } from "./desk.js";
import { startPhone } from "./phone.js";
import { startPlatform } from "./platform.js";
import { startSheets } from "./sheets.js";
import { live, on } from "./world.js";

function showTab(tab) {
  document.body.dataset.tab = tab;
  for (const button of document.querySelectorAll(".tab-bar button"))
    button.setAttribute("aria-current", button.dataset.tab === tab ? "page" : "false");
  if (tab === "desk") $("desk-dot").hidden = true;
}

function showPlatform(visible) {
  document.body.classList.toggle("no-platform", !visible);
  $("toggle-platform").setAttribute("aria-pressed", String(visible));
}

for (const button of document.querySelectorAll(".tab-bar button"))
  button.addEventListener("click", () => showTab(button.dataset.tab));
$("toggle-platform").addEventListener("click", () => showPlatform(document.body.classList.contains("no-platform")));
on("tab", showTab);

startSheets();
startPhone();
startDesk();
startPlatform();
showTab("phone");
showPlatform(window.innerWidth > 1180);

live((connected) => {
  $("live").textContent = connected ? "实时" : "重新连接中";
  $("live").classList.toggle("on", connected);
});
