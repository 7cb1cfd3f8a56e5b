// Behind the platform: the raw exchange, and the switches.

import { $, attempt, call, clockTime, h, icon, toast } from "./dom.js";
import { current, now, on, world } from "./world.js";

const SHOWN = 300;
const WAY = { push: "推送", api: "接口", hook: "派单", act: "回办", robot: "群消息" };

export function startPlatform() {
  on("all", drawLog);
  on("log", (entry) => wanted(entry) && addEntry(entry));
  on("all switches faults current citizen bubble", drawSwitches);
  on("all faults switches", () => ($("fault-dot").hidden = !world.faults.length && world.switches.certified !== false));
  $("log-kind").addEventListener("change", drawLog);
  for (const [tab, panel] of [["tab-log", "log-view"], ["tab-switches", "switch-view"]])
    $(tab).addEventListener("click", () => {
      for (const [other, view] of [["tab-log", "log-view"], ["tab-switches", "switch-view"]]) {
        $(other).setAttribute("aria-selected", String(other === tab));
        $(view).hidden = view !== panel;
      }
      document.querySelector(".log-filter").hidden = panel !== "log-view";
      drawSwitches();
    });
  setInterval(() => $("left-time") && ($("left-time").textContent = leftTime()), 1000);
}

// raw exchange

const wanted = (entry) => !$("log-kind").value || entry.kind === $("log-kind").value;

function drawLog() {
  const entries = world.log.filter(wanted).slice(-SHOWN).reverse();
  $("log-view").replaceChildren(...(entries.length ? entries.map(entryNode) : [nothing()]));
}

function nothing() {
  return h("div.empty", {}, icon("i-columns"), h("strong", {}, "还没有往来"), "推送、接口调用和派单的原文会出现在这里，点开可看加密前后。");
}

function addEntry(entry) {
  const view = $("log-view");
  view.querySelector(".empty")?.remove();
  view.prepend(entryNode(entry));
  while (view.childElementCount > SHOWN) view.lastElementChild.remove();
}

function entryNode(entry) {
  const node = h(`div.entry.${entry.kind}${entry.ok ? "" : ".bad"}`);
  const head = h(
    "button",
    { type: "button", "aria-expanded": "false", onclick: () => toggle(node, head, entry) },
    h("span.way", {}, WAY[entry.kind]),
    h(entry.kind === "push" ? "span.what" : "span.what.mono", {}, entry.kind === "push" ? pushName(entry.name) : entry.name),
    h("span.code", {}, entry.response.status === null ? "—" : String(entry.response.status)),
    h("span.gist", {}, entry.problem || gist(entry)),
    h("span.at", {}, `${entry.elapsed_ms ? `${entry.elapsed_ms} ms · ` : ""}${clockTime(entry.at)}`),
  );
  node.append(head);
  return node;
}

const NAMES = { text: "文字消息", image: "图片消息", voice: "语音消息", video: "视频消息", shortvideo: "小视频消息", location: "位置消息", link: "链接消息", file: "文件消息", subscribe: "关注", unsubscribe: "取消关注", SCAN: "扫码", CLICK: "点击菜单", VIEW: "打开链接", LOCATION: "上报位置", TEMPLATESENDJOBFINISH: "模板消息结果", subscribe_msg_popup_event: "订阅弹窗", subscribe_msg_change_event: "订阅变更", subscribe_msg_sent_event: "订阅通知结果" };

function pushName(name) {
  const kind = name.split("（")[0];
  return NAMES[kind] ? name.replace(kind, `${NAMES[kind]} ${kind}`) : name;
}

function gist(entry) {
  if (entry.kind === "push") return content(entry.response.plain) || (entry.response.body === "success" ? "success，稍后再答" : entry.response.body || "空");
  if (entry.kind === "hook") return eventName(entry.request.body) || entry.response.body;
  return entry.response.body.slice(0, 90);
}

const eventName = (body) => {
  const number = /"number": ?"([^"]+)"/.exec(body)?.[1] || "";
  const type = /"type": ?"((?:ticket|alarm|knowledge)\.\w+)"/.exec(body)?.[1];
  return type && `${type} ${number}`;
};

const content = (xml) => /<Content>(?:<!\[CDATA\[)?([\s\S]*?)(?:\]\]>)?<\/Content>/.exec(xml)?.[1]?.replace(/\s+/g, " ");

function toggle(node, head, entry) {
  const open = node.querySelector(".raw");
  head.setAttribute("aria-expanded", String(!open));
  if (open) open.remove();
  else node.append(h("div.raw", {}, side("请求", entry.request, requestHead(entry)), side("回应", entry.response, [`HTTP ${entry.response.status ?? "没有回应"}`])));
}

function requestHead(entry) {
  const headers = Object.entries(entry.request.headers).map(([name, value]) => `${name}: ${value}`);
  return [`${entry.request.method} ${entry.request.url}`, ...headers];
}

function side(title, message, headLines) {
  const sealed = message.plain && message.plain !== message.body;
  const pre = h("pre");
  const show = (text) => pre.replaceChildren(h("span.head", {}, `${headLines.join("\n")}\n\n`), pretty(text) || "（空）");
  const bar = h("div.both", {}, h("strong", {}, title));
  if (sealed) {
    const open = h("button", { type: "button", "aria-pressed": "true", onclick: () => pick(open, shut, message.plain) }, "解密后");
    const shut = h("button", { type: "button", "aria-pressed": "false", onclick: () => pick(shut, open, message.body) }, "原文");
    const pick = (chosen, other, text) => {
      chosen.setAttribute("aria-pressed", "true");
      other.setAttribute("aria-pressed", "false");
      show(text);
    };
    bar.append(h("span.seg", {}, open, shut));
  }
  show(sealed ? message.plain : message.body);
  return h("div", {}, bar, pre);
}

function pretty(text) {
  const trimmed = text.trim();
  if (trimmed.startsWith("{") || trimmed.startsWith("[")) {
    try {
      return JSON.stringify(JSON.parse(trimmed), null, 2);
    } catch {
      return text;
    }
  }
  if (!trimmed.startsWith("<xml>")) return text;
  return trimmed.replace(/^<xml>/, "<xml>\n  ").replace(/(\]\]>|[^>])<\/(\w+)>(?=<)/g, "$1</$2>\n  ").replace(/\s*<\/xml>$/, "\n</xml>");
}

// switches

const MODES = [["safe", "安全模式（只有密文）"], ["compatible", "兼容模式（明文与密文）"], ["plain", "明文模式"]];
const change = attempt(async (changes) => call("PATCH", "sim/switches", changes));

function drawSwitches() {
  const view = $("switch-view");
  if (view.hidden || view.contains(document.activeElement) && document.activeElement.matches("input, select")) return;
  view.replaceChildren(citizenBox(), clockBox(), callbackBox(), accountBox(), faultBox());
}

function citizenBox() {
  const citizen = current();
  const box = h("section.box", {}, h("h3", {}, "客服消息额度", h("small", {}, citizen?.name || "")));
  if (!citizen) return box;
  const left = h("strong", {}, "…");
  box.append(h("div.meter", {}, h("div", {}, left, h("small", {}, "还可发送（条）")), h("div", {}, h("strong", { id: "left-time" }, "…"), h("small", {}, "窗口剩余"))));
  call("GET", `sim/citizens/${citizen.openid}/ledger`).then((ledger) => {
    left.textContent = String(ledger.left);
    closesAt = now() + ledger.open_for_s;
    if ($("left-time")) $("left-time").textContent = leftTime();
  }, (error) => toast(error.message, true));
  return box;
}

let closesAt = 0;

function leftTime() {
  const left = Math.floor(closesAt - now());
  if (left <= 0) return "已关闭";
  const two = (number) => String(number).padStart(2, "0");
  return left > 3600 ? `${Math.floor(left / 3600)} 小时 ${two(Math.floor((left % 3600) / 60))} 分` : `${two(Math.floor(left / 60))}:${two(left % 60)}`;
}

function clockBox() {
  const ahead = world.switches.advanced_s;
  const skip = attempt(async (seconds) => call("POST", "sim/clock/advance", { seconds }));
  const steps = [["1 分钟", 60], ["1 小时", 3600], ["48 小时", 172800], ["3 天", 259200]];
  return h(
    "section.box",
    {},
    h("h3", {}, "拨快时间", h("small", {}, ahead ? `已拨快 ${Math.round((ahead / 3600) * 10) / 10} 小时` : "")),
    h("p", {}, "让客服窗口、令牌、素材和每日额度变旧；推送的签名仍用真实时间。"),
    h("div.buttons", {}, steps.map(([words, seconds]) => h("button.small", { type: "button", onclick: () => skip(seconds) }, `＋${words}`))),
  );
}

function callbackBox() {
  const { callback_url: url, mode, retry_after_s: cut, tries } = world.switches;
  const verify = attempt(async () => {
    const answer = await call("POST", "sim/verify-url", {});
    toast(answer.problem ? `验证未通过：${answer.problem}` : "验证通过：echostr 原样返回", Boolean(answer.problem));
  });
  const select = h("select", { "aria-label": "消息加解密方式", onchange: (event) => (event.target.blur(), change({ mode: event.target.value })) }, MODES.map(([value, words]) => h("option", { value }, words)));
  select.value = mode;
  const thrice = h("input.switch", { type: "checkbox", checked: world.copies > 1, id: "thrice", onchange: (event) => (world.copies = event.target.checked ? 3 : 1) });
  return h(
    "section.box",
    {},
    h("h3", {}, "服务器配置", h("small", {}, `${cut} 秒断开 · 共 ${tries} 次`)),
    h("div.line", {}, h("code.grow", {}, url || "（未设置回调地址）"), h("button.small", { type: "button", onclick: verify }, "验证")),
    h("label.select", {}, h("span.hidden-label", {}, "消息加解密方式"), select),
    h("label.line", { htmlFor: "thrice" }, h("span.grow", {}, "每条消息同时推送 3 次", h("small", {}, "像平台重复投递那样，看看会不会重复立单")), thrice),
  );
}

function accountBox() {
  const certified = h("input.switch", { type: "checkbox", checked: world.switches.certified, id: "certified", onchange: (event) => (event.target.blur(), change({ certified: event.target.checked })) });
  return h(
    "section.box",
    {},
    h("h3", {}, "账号能力"),
    h("label.line", { htmlFor: "certified" }, h("span.grow", {}, "已通过微信认证", h("small", {}, "关掉后接口一律回 48001，只剩被动回复")), certified),
  );
}

const FAULTS = [
  ["45015", "45015 超出 48 小时窗口", { code: 45015 }],
  ["45047", "45047 条数已用完", { code: 45047 }],
  ["40001", "40001 令牌无效", { code: 40001 }],
  ["45009", "45009 达到每日上限", { code: 45009 }],
  ["-1", "-1 系统繁忙", { code: -1 }],
  ["502", "HTTP 502", { status: 502 }],
  ["html", "返回 HTML", { html: true }],
  ["hang", "30 秒不回应", { hang_s: 30 }],
  ["drop", "断开连接", { drop: true }],
];

function faultBox() {
  const apis = [...$("apis").options].map((option) => option.value);
  const receivers = world.departments.map((unit) => [`hook/${unit.code}`, `${unit.name}的接收端`]);
  const targets = [["*", "全部接口"], ...apis.map((api) => [api, api]), ...receivers];
  const target = h("select", { "aria-label": "哪个接口" }, targets.map(([value, words]) => h("option", { value }, words)));
  target.value = "message/custom/send";
  const kind = h("select", { "aria-label": "怎样出错" }, FAULTS.map(([value, words]) => h("option", { value }, words)));
  const times = h("select", { "aria-label": "几次" }, [["1", "1 次"], ["3", "3 次"], ["10", "10 次"], ["", "直到清除"]].map(([value, words]) => h("option", { value }, words)));
  const add = attempt(async () => {
    const how = FAULTS.find(([value]) => value === kind.value)[2];
    await call("POST", "sim/faults", { target: target.value, times: times.value ? Number(times.value) : null, ...how });
    document.activeElement.blur();
    drawSwitches();
  });
  const clear = attempt(async () => call("DELETE", "sim/faults"));
  const label = (select, all) => h(all ? "label.select.all" : "label.select", {}, select);
  const box = h(
    "section.box",
    {},
    h("h3", {}, "让接口出错", world.faults.length ? h("button.small", { type: "button", onclick: clear }, "全部清除") : null),
    h("div.fault-form", {}, label(target, true), label(kind), label(times), h("button.small.primary.all", { type: "button", onclick: add }, "添加故障")),
  );
  if (world.faults.length) box.append(h("ul.fault-list", {}, world.faults.map((fault) => h("li", {}, describe(fault)))));
  return box;
}

function describe(fault) {
  const how = fault.status ? `HTTP ${fault.status}` : fault.html ? "HTML" : fault.hang_s ? `${fault.hang_s} 秒不回应` : fault.drop ? "断开连接" : String(fault.code ?? -1);
  return `${fault.target} → ${how}，${fault.times === null ? "直到清除" : `还有 ${fault.times} 次`}`;
}
