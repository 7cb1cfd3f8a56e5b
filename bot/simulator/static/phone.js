// The citizen's phone: chat, composer, menu, and the row of citizens above it.

import { $, attempt, call, clockTime, fullTime, h, icon, toast } from "./dom.js";
import { accountAvatar, avatar, bubbleNode, timeDivider } from "./bubbles.js";
import { closeSheet, openSettings, showTiles } from "./sheets.js";
import { choose, current, now, on, tell, world } from "./world.js";

const GAP_S = 300; // a pause after which the chat shows the time again
const base = (citizen) => `sim/citizens/${encodeURIComponent(citizen.openid)}`;

const REPEATABLE = new Set(["messages", "events"]);

export const act = attempt(async (verb, body = {}) => {
  const copies = REPEATABLE.has(verb) ? { copies: world.copies } : {};
  return call("POST", `${base(current())}/${verb}`, { ...body, ...copies });
});

export const say = attempt(async (text, menuId = "") => {
  if (!current().follows) await call("POST", `${base(current())}/follow`, {});
  await act("messages", { kind: "text", text, menu_id: menuId });
});

const actions = { say, view };

export function startPhone() {
  on("all current citizen", () => {
    drawPeople();
    drawFrame();
  });
  on("all current", drawChat);
  on("bubble", ({ citizen, bubble }) => {
    if (citizen === world.current) addBubble(bubble, true);
    drawPeople();
  });
  on("waiting typing", () => {
    drawTyping();
    drawPeople();
  });
  on("all menu", drawMenu);
  listen();
  on("all switches", drawTime);
  setInterval(drawTime, 1000);
}

// people

function drawPeople() {
  const people = [...world.citizens.values()].slice(0, 40).map((citizen) => {
    const unread = world.unread.get(citizen.openid);
    return h(
      citizen.follows ? "button.person" : "button.person.away",
      {
        type: "button",
        title: citizen.follows ? citizen.name : `${citizen.name}（未关注）`,
        "aria-current": String(citizen.openid === world.current),
        onclick: () => choose(citizen.openid),
      },
      avatar(citizen),
      h("span.name", {}, citizen.name),
      unread && h("span.badge", {}, unread > 99 ? "99+" : String(unread)),
    );
  });
  const add = h("button.person", { type: "button", title: "添加一位市民", onclick: addPerson }, h("span.avatar.add", {}, icon("i-plus")), h("span.name", {}, "添加"));
  $("people").replaceChildren(...people, add);
  const others = [...world.unread.values()].reduce((sum, count) => sum + count, 0);
  $("nav-unread").hidden = !others;
  $("nav-unread").textContent = String(others);
}

const addPerson = attempt(async () => {
  const spare = ["赵阿姨", "陈师傅", "刘同学", "孙老师", "周先生", "吴奶奶"];
  const taken = new Set([...world.citizens.values()].map((citizen) => citizen.name));
  const name = spare.find((one) => !taken.has(one)) || `市民${world.citizens.size + 1}`;
  const citizen = await call("POST", "sim/citizens", { name });
  world.citizens.set(citizen.openid, citizen);
  choose(citizen.openid);
});

function nextUnread() {
  const other = [...world.unread.keys()][0];
  if (other) choose(other);
}

// frame and chat

function drawFrame() {
  const citizen = current();
  const follows = Boolean(citizen?.follows);
  $("chat").hidden = !follows && !(world.chats.get(world.current) || []).length;
  $("profile").hidden = follows || !$("chat").hidden;
  $("composer").hidden = !follows;
  $("nav-title").textContent = $("profile").hidden ? accountName() : "";
  if (!follows && !$("chat").hidden) $("profile").hidden = false;
  if (!follows) $("chat").hidden = true;
  drawTyping();
}

const accountName = () => document.querySelector(".profile h2").textContent;

function drawChat() {
  const chat = $("chat");
  chat.replaceChildren();
  for (const bubble of world.chats.get(world.current) || []) addBubble(bubble, false);
  drawTyping();
  chat.scrollTop = chat.scrollHeight;
}

function addBubble(bubble, fresh) {
  const chat = $("chat");
  const near = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 160;
  const bubbles = world.chats.get(world.current) || [];
  const before = bubbles[bubbles.indexOf(bubble) - 1];
  const nodes = [bubbleNode(bubble, current(), actions)];
  if (fresh) nodes[0].classList.add("fresh");
  if (!before || bubble.at - before.at > GAP_S) nodes.unshift(timeDivider(bubble));
  chat.insertBefore(fragment(nodes), chat.querySelector(".typing-row"));
  for (const picture of nodes.at(-1).querySelectorAll("img.photo"))
    picture.addEventListener("load", () => near && (chat.scrollTop = chat.scrollHeight), { once: true });
  if (fresh && (near || bubble.side === "citizen")) chat.scrollTop = chat.scrollHeight;
}

function fragment(nodes) {
  const holder = document.createDocumentFragment();
  holder.append(...nodes);
  return holder;
}

function drawTyping() {
  const busy = world.waiting.get(world.current) > 0 || world.typing.has(world.current);
  const chat = $("chat");
  const row = chat.querySelector(".typing-row");
  if ($("profile").hidden) $("nav-title").textContent = busy ? "对方正在输入…" : accountName();
  if (busy && !row) {
    const dots = h("div.bubble", {}, h("div.dots", {}, h("i"), h("i"), h("i")));
    chat.append(h("div.row.typing-row", { "aria-label": "对方正在输入" }, accountAvatar(), dots));
    chat.scrollTop = chat.scrollHeight;
  }
  if (!busy && row) row.remove();
}

function view(url) {
  const cover = h("div.viewer", { onclick: () => cover.remove() }, h("img", { src: url, alt: "图片" }));
  document.querySelector(".screen").append(cover);
}

function drawTime() {
  $("phone-time").textContent = clockTime(now());
  $("clock").textContent = fullTime(now());
  $("clock").classList.toggle("ahead", world.switches.advanced_s > 0);
  $("clock").title = world.switches.advanced_s > 0 ? "平台时间（已拨快）" : "平台时间";
}

// menu of the account

function drawMenu() {
  const buttons = world.menu?.button || [];
  $("menu-buttons").replaceChildren(
    ...(buttons.length ? buttons.map(menuItem) : [h("div.no-menu", {}, "公众号还没有创建菜单")]),
  );
}

function menuItem(button) {
  const item = h("div.menu-item");
  const below = button.sub_button || [];
  const tap = below.length ? () => toggleSubMenu(item, below) : () => press(button);
  item.append(h("button", { type: "button", onclick: tap }, below.length ? icon("i-menu") : null, button.name));
  return item;
}

function toggleSubMenu(item, below) {
  const open = item.querySelector(".sub-menu");
  closeSubMenus();
  if (open) return;
  item.append(h("div.sub-menu", {}, below.map((button) => h("button", { type: "button", onclick: () => press(button) }, button.name))));
}

function closeSubMenus() {
  for (const open of document.querySelectorAll(".sub-menu")) open.remove();
}

function press(button) {
  closeSubMenus();
  if (button.type === "click") return act("events", { event: "CLICK", key: button.key });
  if (button.type === "view") {
    window.open(button.url, "_blank", "noopener");
    return act("events", { event: "VIEW", key: button.url });
  }
  return toast(`模拟器不支持 ${button.type} 类型的菜单`, true);
}

// composer

function listen() {
  const text = $("text");
  const resize = () => {
    text.rows = Math.min(4, text.value.split("\n").length + Math.floor(text.value.length / 15));
    const words = text.value.trim() !== "";
    $("send").hidden = !words;
    $("to-more").hidden = words;
  };
  const send = () => {
    const words = text.value.trim();
    if (!words) return;
    text.value = "";
    resize();
    say(words);
  };
  text.addEventListener("input", resize);
  text.addEventListener("focus", () => showMore(false));
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  $("send").addEventListener("click", send);
  $("to-menu").addEventListener("click", () => showMenu(true));
  $("to-keyboard").addEventListener("click", () => showMenu(false));
  $("to-more").addEventListener("click", () => showMore($("more").hidden));
  $("to-voice").addEventListener("click", () => showTiles.voice());
  $("nav-more").addEventListener("click", () => openSettings());
  $("nav-back").addEventListener("click", nextUnread);
  $("follow").addEventListener("click", () => act("follow"));
  $("sheet-cover").addEventListener("click", (event) => event.target === $("sheet-cover") && closeSheet());
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeSheet());
  document.addEventListener("click", (event) => event.target.closest(".menu-item") || closeSubMenus());
  for (const chip of document.querySelectorAll("[data-example]"))
    chip.addEventListener("click", () => {
      tell("tab", "phone");
      say(chip.dataset.example);
    });
}

function showMenu(visible) {
  showMore(false);
  $("menu-bar").hidden = !visible;
  $("input-bar").hidden = visible;
}

function showMore(visible) {
  $("more").hidden = !visible;
  $("to-more").setAttribute("aria-expanded", String(visible));
  const chat = $("chat");
  chat.scrollTop = chat.scrollHeight;
}
