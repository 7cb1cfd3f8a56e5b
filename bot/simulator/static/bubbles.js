// One bubble of the chat, as the phone draws it.

import { clockTime, dayTime, h, icon } from "./dom.js";
import { now } from "./world.js";

const ANCHOR = /<a\s[^>]*?href=["']([^"']*)["'][^>]*>([\s\S]*?)<\/a>/gi;
const PLAIN = /(https?:\/\/[\w\-.~:/?#@!$&'()*+,;=%]+)|(?<![\d-])(1[3-9]\d{9}|0\d{2,3}-\d{7,8}|1(?:10|19|20|22)|12345|12356|96110)(?!\d)/g;
const NUMBERED = /^[ \t]*(\d{1,2})[.、．)）][ \t]*\S/;
const SHORT = 24; // letters of a line that is offered, not explained
// Numbered lines are choices where the text asks for one, and at its end when they are short; the
// steps of a guide are not.
const ASKS = /(回复|输入|发送|选择?|回)[^\n]{0,8}(数字|序号|编号|号|\d)|哪一?[个项条件]/;
const VIA = { passive: "被动回复", customer_service: "客服消息", subscription: "订阅通知", template: "模板消息" };

export function bubbleNode(bubble, citizen, actions) {
  if (bubble.kind === "fault")
    return h("div.fault", {}, h("span", {}, bubble.text), h("small", {}, bubble.title));
  if (bubble.side === "platform") return h("div.hint", {}, bubble.text);
  if (bubble.kind === "notice") return notice(bubble);
  const mine = bubble.side === "citizen";
  const stack = h("div.stack", {}, body(bubble, mine, actions));
  if (!mine && bubble.channel) stack.append(h("small.via", {}, VIA[bubble.channel]));
  return h(mine ? "div.row.mine" : "div.row", {}, mine ? avatar(citizen) : accountAvatar(), stack);
}

export function avatar(citizen) {
  const drawn = { 王大爷: "a-grandpa", 李女士: "a-lady", 小张: "a-young" }[citizen.name];
  const tone = [...citizen.name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6;
  return h(`span.avatar.tone-${tone}`, { "aria-hidden": "true" }, drawn ? icon(drawn, "") : [...citizen.name].at(-1));
}

export function accountAvatar() {
  return h("span.avatar", {}, h("img", { src: "static/account.svg", alt: "" }));
}

export function timeDivider(bubble) {
  return h("div.when", {}, dayTime(bubble.at, now()));
}

function body(bubble, mine, actions) {
  const draw = DRAW[bubble.kind] || DRAW.text;
  return draw(bubble, mine, actions);
}

const DRAW = {
  text: (bubble, mine, actions) =>
    h("div.bubble", {}, mine ? bubble.text : rich(bubble.text, actions)),
  menu: (bubble, mine, actions) =>
    h(
      "div.bubble",
      {},
      h("span", {}, rich(bubble.text, actions)),
      h(
        "div.choices",
        {},
        bubble.choices.map((choice) =>
          h("button.tap", { type: "button", onclick: () => actions.say(choice.text, choice.id) }, choice.text),
        ),
      ),
      bubble.tail && h("span.tail", {}, bubble.tail),
    ),
  image: (bubble, mine, actions) =>
    h("img.photo", {
      src: `media/${bubble.media_id}`,
      alt: "图片",
      loading: "lazy",
      onclick: () => actions.view(`media/${bubble.media_id}`),
    }),
  voice: (bubble, mine) => {
    const size = [32, 16, 8, 4, 2].find((step) => bubble.seconds >= step) || 2;
    return h(
      "div.stack",
      {},
      h("div.bubble", {}, h(`span.voice.voice-${size}`, {}, icon("i-mic"), `${bubble.seconds || 1}″`)),
      mine &&
        h(
          bubble.text ? "div.heard" : "div.heard.deaf",
          {},
          bubble.text || "没有语音识别结果",
        ),
    );
  },
  video: (bubble) =>
    h("div.film", {}, h("span.play", {}, "▶"), h("small", {}, `0:${String(bubble.seconds || 6).padStart(2, "0")}`)),
  location: (bubble) =>
    h(
      "div.card",
      {},
      h(
        "div.card-text",
        {},
        h("strong", {}, bubble.text || "位置"),
        h("small", {}, `${bubble.latitude.toFixed(5)}, ${bubble.longitude.toFixed(5)}`),
      ),
      map(),
    ),
  link: (bubble, mine) => linkCard(bubble, mine),
  news: (bubble, mine) => linkCard(bubble, mine),
  music: (bubble, mine) => linkCard(bubble, mine),
  file: (bubble) =>
    h(
      "div.card.file",
      {},
      h(
        "div.card-text",
        {},
        h("span", {}, h("strong", {}, bubble.title), h("small", {}, bubble.text)),
        h("span.file-icon", {}, (bubble.title.split(".").at(-1) || "").slice(0, 4).toUpperCase()),
      ),
    ),
};

function linkCard(bubble) {
  const inside = h(
    "div.card-text",
    {},
    h("strong", {}, bubble.title),
    h("small", {}, bubble.text || bubble.url),
    h("span.thumb", {}, icon("i-link")),
  );
  const card = h("div.card.link", {}, inside);
  return safeUrl(bubble.url) ? h("a", { href: bubble.url, target: "_blank", rel: "noopener noreferrer" }, card) : card;
}

function map() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 236 104");
  svg.setAttribute("class", "map");
  svg.setAttribute("preserveAspectRatio", "xMidYMid slice");
  const shapes = [
    ["rect", { width: 236, height: 104, fill: "#f3f1ea" }],
    ["path", { d: "M0 0h70v38H0zM150 62h86v42h-86z", fill: "#e3efd9" }],
    ["path", { d: "M0 78c40-8 60 14 96 26H0z", fill: "#cfe3f3" }],
    ["path", { d: "M-4 56L240 40M84 -4l18 112M168 -4l-10 112", stroke: "#fff", "stroke-width": 11, fill: "none" }],
    ["path", { d: "M-4 56L240 40", stroke: "#fbd38a", "stroke-width": 7, fill: "none" }],
    ["path", { d: "M40 -4l8 112M206 -4v112M-4 20h244M-4 88h244", stroke: "#fff", "stroke-width": 4, fill: "none" }],
    ["path", { d: "M118 56c0-9 12-14 12-25a12 12 0 0 0-24 0c0 11 12 16 12 25z", fill: "#07c160" }],
    ["circle", { cx: 118, cy: 31, r: 4.5, fill: "#fff" }],
  ];
  for (const [name, attributes] of shapes) {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
    svg.append(shape);
  }
  return svg;
}

function notice(bubble) {
  const card = h(
    "section.notice",
    { "aria-label": "服务通知" },
    h(
      "div.notice-top",
      {},
      h("img", { src: "static/account.svg", alt: "" }),
      `${VIA[bubble.channel]} · ${clockTime(bubble.at)}`,
    ),
    h("h3", {}, bubble.title),
    h("dl", {}, bubble.fields.flatMap((field) => [h("dt", {}, fieldName(field.name)), h("dd", {}, field.value)])),
  );
  if (safeUrl(bubble.url))
    card.append(
      h("a", { href: bubble.url, target: "_blank", rel: "noopener noreferrer" }, h("footer", {}, "查看详情", icon("i-next"))),
    );
  return card;
}

const FIELD = { thing: "事项", time: "时间", date: "日期", phrase: "状态", character_string: "编号", number: "数量", name: "名称", phone_number: "电话", const: "类型" };

function fieldName(key) {
  const kind = key.replace(/[\d.]+(DATA)?$/, "");
  return FIELD[kind] || key;
}

const safeUrl = (url) => /^https?:\/\//i.test(url || "");

// Text with what WeChat makes tappable: <a> links, menu links, addresses, phone numbers, choices.
function rich(text, actions) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(ANCHOR)) {
    nodes.push(...lines(text.slice(end, match.index), text, actions), anchor(match[1], match[2], actions));
    end = match.index + match[0].length;
  }
  return [...nodes, ...lines(text.slice(end), text, actions)];
}

function anchor(href, words, actions) {
  if (href.startsWith("weixin://bizmsgmenu")) {
    const query = new URLSearchParams(href.split("?")[1] || "");
    const say = query.get("msgmenucontent") || words;
    return h("button.tap", { type: "button", onclick: () => actions.say(say, query.get("msgmenuid") || "") }, words);
  }
  return safeUrl(href) ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, words) : words;
}

function lines(part, whole, actions) {
  const offered = new Set(choiceLines(whole));
  return part.split(/(\n)/).flatMap((line) => {
    if (!offered.has(line)) return linked(line);
    return [h("button.tap", { type: "button", onclick: () => actions.say(NUMBERED.exec(line)[1]) }, line)];
  });
}

function choiceLines(whole) {
  const all = whole.trimEnd().split("\n");
  if (ASKS.test(whole)) {
    const numbered = (lines) => lines.filter((line) => NUMBERED.test(line));
    const below = numbered(all.slice(all.findLastIndex((line) => ASKS.test(line)) + 1));
    return below.length ? below : numbered(all);
  }
  const last = [];
  while (all.length && NUMBERED.test(all.at(-1)) && all.at(-1).length <= SHORT) last.unshift(all.pop());
  return last.length && NUMBERED.exec(last[0])[1] === "1" ? last : [];
}

function linked(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(PLAIN)) {
    nodes.push(text.slice(end, match.index));
    const href = match[1] || `tel:${match[2]}`;
    nodes.push(h("a", { href, target: match[1] ? "_blank" : undefined, rel: "noopener noreferrer" }, match[0]));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)].filter((piece) => piece !== "");
}
