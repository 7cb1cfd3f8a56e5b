// The departments' desk: tickets as they arrived by webhook, and the steps a department takes.

import { $, attempt, call, clockTime, dayTime, h, icon } from "./dom.js";
import { on, trueNow, unitName, world } from "./world.js";

const STEPS = [
  ["acknowledge", "签收"],
  ["note", "办理记录"],
  ["answer", "答复"],
  ["return", "退回"],
  ["transfer", "转办"],
];
const OUTCOMES = [
  ["resolved", "已解决"],
  ["partly_resolved", "部分解决"],
  ["explained", "解释说明"],
  ["cannot_resolve", "暂不能解决"],
  ["unfounded", "不属实"],
];
const EVENTS = {
  "ticket.dispatched": "派单",
  "ticket.supplemented": "市民补充",
  "ticket.urged": "市民催办",
  "ticket.reopened": "重新办理",
  "ticket.closed": "办结",
  "ticket.withdrawn": "市民撤回",
  "ticket.transferred": "转入",
  "ticket.redirected": "已改派",
  "ticket.joined": "又有市民反映",
  "ticket.due_soon": "快到期",
  "ticket.overdue": "已超期",
};
const SHOWN = 200;
const cards = new Map(); // department/number -> { node, body, steps }

export function startDesk() {
  $("unit").addEventListener("change", drawAll);
  on("all", () => {
    drawUnits();
    drawAll();
  });
  on("department", (event) => {
    drawUnits();
    if (event.number) refresh(event.department, event.number, true);
    else drawAll();
    $("desk-dot").hidden = document.body.dataset.tab === "desk";
  });
  on("act", (result) => refresh(result.department, result.number, false));
  on("robot", drawAll);
}

// tickets out of events and acts

function ticketsOf(unit) {
  const groups = new Map();
  for (const event of world.events) {
    if (!event.number || (unit && event.department !== unit)) continue;
    const key = keyOf(event.department, event.number);
    if (!groups.has(key)) groups.set(key, { department: event.department, number: event.number, events: [] });
    groups.get(key).events.push(event);
  }
  return [...groups.values()].map(complete).sort((one, other) => other.at - one.at);
}

function complete(group) {
  const acts = world.acts.filter((act) => act.department === group.department && act.number === group.number);
  const last = group.events.at(-1);
  const done = acts.filter((act) => act.status === 200 && act.body.state).at(-1);
  const fresher = done && done.at >= last.at;
  const data = last.body.data;
  return {
    ...group,
    acts,
    ticket: data.ticket,
    unit: data.department_name || unitName(group.department),
    state: fresher ? done.body.state : data.ticket.state,
    stateName: fresher ? done.body.state_name : data.ticket.state_name,
    at: Math.max(last.at, ...acts.map((act) => act.at)),
    arrived: group.events[0].at,
  };
}

const keyOf = (department, number) => `${department}/${number}`;

// drawing

function drawUnits() {
  const chosen = $("unit").value;
  const counts = new Map();
  for (const ticket of ticketsOf("")) counts.set(ticket.department, (counts.get(ticket.department) || 0) + 1);
  const units = [...world.departments].sort((one, other) => (counts.get(other.code) || 0) - (counts.get(one.code) || 0));
  $("unit").replaceChildren(
    h("option", { value: "" }, "全部单位"),
    ...units.map((unit) => h("option", { value: unit.code }, counts.get(unit.code) ? `${unit.name}（${counts.get(unit.code)}）` : unit.name)),
  );
  $("unit").value = chosen;
}

function drawAll() {
  const unit = $("unit").value;
  const tickets = ticketsOf(unit).sort((one, other) => other.arrived - one.arrived);
  cards.clear();
  const nodes = tickets.map((ticket) => newCard(ticket).node);
  const mine = (one) => !unit || one.department === unit;
  const alarms = world.events.filter((event) => !event.number && mine(event)).map(alarmCard).reverse();
  const robots = world.robots.filter(mine).map(robotCard).reverse();
  const all = [...alarms.slice(0, 3), ...nodes, ...robots, ...alarms.slice(3)];
  $("tickets").replaceChildren(...(all.length ? all : [empty()]));
  count(tickets);
}

function refresh(department, number, fresh) {
  const unit = $("unit").value;
  if (unit && unit !== department) return;
  const tickets = ticketsOf(unit);
  const ticket = tickets.find((one) => one.department === department && one.number === number);
  count(tickets);
  if (!ticket) return;
  const known = cards.get(keyOf(department, number));
  const card = known || newCard(ticket);
  if (known) fill(card, ticket);
  else {
    $("tickets").querySelector(".empty")?.remove();
    const first = $("tickets").querySelector(".ticket:not(.alarm)");
    $("tickets").insertBefore(card.node, first);
    forget(tickets);
  }
  if (fresh) {
    card.node.classList.remove("fresh");
    void card.node.offsetWidth; // restart the glow
    card.node.classList.add("fresh");
  }
}

// A page that watches thousands of tickets arrive keeps the newest.
function forget(tickets) {
  for (const ticket of tickets.slice(SHOWN)) {
    const key = keyOf(ticket.department, ticket.number);
    cards.get(key)?.node.remove();
    cards.delete(key);
  }
}

function count(tickets) {
  const open = tickets.filter((ticket) => !["replied", "answered", "closed", "returned", "withdrawn"].includes(ticket.state)).length;
  $("ticket-count").textContent = tickets.length ? `${tickets.length} 件 · 待办 ${open}` : "";
}

function empty() {
  return h("div.empty", {}, icon("i-building"), h("strong", {}, "还没有收到工单"), "市民反映的事项会经 Webhook 派到承办单位，出现在这里。");
}

function newCard(ticket) {
  const body = h("div");
  const foot = h("div");
  const node = h("article.ticket", { "aria-label": `工单 ${ticket.number}` }, body, foot);
  const card = { node, body, foot, unfolded: false };
  cards.set(keyOf(ticket.department, ticket.number), card);
  fill(card, ticket);
  drawSteps(card, ticket);
  return card;
}

function fill(card, ticket) {
  const facts = ticket.ticket;
  const title = facts.title && !facts.content?.startsWith(facts.title) ? h("h3", {}, facts.title) : null;
  const content = h("p.content", { className: card.unfolded ? "content open" : "content" }, facts.content || "");
  card.body.replaceChildren(
    h(
      "div.ticket-head",
      {},
      h(`span.tag.${facts.type}`, {}, facts.type_name || facts.type),
      h("span.number", {}, ticket.number),
      h("span.unit", {}, ticket.unit),
      h(`span.state.${ticket.state}`, {}, ticket.stateName || ticket.state),
    ),
    ...[title, content, unfold(card, content), factLine(facts), why(facts), files(card, ticket), story(ticket)].filter(Boolean),
  );
  card.repaint?.(ticket);
}

// Offered only where the text is really cut off, which depends on the width it gets.
function unfold(card, content) {
  if (card.unfolded) return null;
  const button = h("button.unfold", { type: "button", hidden: true, onclick: () => {
    card.unfolded = true;
    content.classList.add("open");
    button.remove();
  } }, "展开全文");
  new ResizeObserver(() => (button.hidden = content.scrollHeight <= content.clientHeight + 2)).observe(content);
  return button;
}

function factLine(facts) {
  const spans = [];
  if (facts.place) spans.push(h("span", {}, icon("i-pin"), facts.place));
  // what a fact tells with its day is not told twice
  if (facts.when && !(facts.facts || []).some((fact) => fact.words === facts.when)) spans.push(h("span", {}, icon("i-clock"), facts.when));
  if (facts.contact) spans.push(h("span", {}, icon("i-phone"), facts.contact));
  for (const fact of facts.facts || []) spans.push(h("span", {}, `${fact.name}：${fact.words}${meant(fact)}`));
  if (facts.due_at) spans.push(due(Date.parse(facts.due_at) / 1000));
  for (const name of facts.missing || []) spans.push(h("span.missing", {}, `待补充：${MISSING[name] || name}`));
  return spans.length ? h("div.facts", {}, spans) : null;
}

// "上周三晚上" as the day it was: 11月18日.
function meant(fact) {
  if (!fact.first) return "";
  const day = (iso) => iso.slice(0, 4) + "年" + Number(iso.slice(5, 7)) + "月" + Number(iso.slice(8)) + "日";
  const first = day(fact.first);
  if (fact.kind === "since") return `（${first}起）`;
  return fact.first === fact.last ? `（${first}${fact.clock ? " " + fact.clock : ""}）` : `（${first}至${day(fact.last)}）`;
}

const MISSING = { content: "具体情况", place: "地点", when: "时间", contact: "联系方式", details: "具体情况", what: "具体情况" };

function due(at) {
  const left = at - trueNow();
  const words = left < 0 ? "已超期" : left > 86400 ? `剩 ${Math.floor(left / 86400)} 天` : `剩 ${Math.floor(left / 3600)} 小时`;
  return h(left < 0 ? "span.late" : "span", {}, icon("i-bell"), `${dayTime(at, trueNow())} 前答复（${words}）`);
}

function why(facts) {
  return facts.reason ? h("p.why", {}, icon("i-route"), `派单理由：${facts.reason}`) : null;
}

// Pictures stay the same elements when a card is drawn again: nothing is fetched twice.
function files(card, ticket) {
  const attachments = ticket.ticket.attachments || [];
  if (!attachments.length) return null;
  card.files ||= new Map();
  const nodes = attachments.map((file) => {
    if (!card.files.has(file.id)) card.files.set(file.id, fileNode(ticket, file));
    return card.files.get(file.id);
  });
  return h("div.files", {}, nodes);
}

function fileNode(ticket, file) {
  const number = encodeURIComponent(ticket.number);
  const url = `sim/departments/${ticket.department}/tickets/${number}/attachments/${encodeURIComponent(file.id)}`;
  const node = h("a", { href: url, target: "_blank", rel: "noopener", title: "查看附件" });
  if (file.kind === "image") showPicture(node, url, 1);
  else node.append(KINDS[file.kind] || file.kind);
  return node;
}

// The gateway may still be fetching the picture from the platform: ask again a few times.
function showPicture(node, url, round) {
  const again = () => {
    node.replaceChildren(round < 5 ? "图片获取中…" : "未取到图片");
    if (round < 5) setTimeout(() => showPicture(node, url, round + 1), 1500 * round);
  };
  node.replaceChildren(h("img", { src: `${url}?round=${round}`, alt: "附件图片", onerror: again }));
}

const KINDS = { image: "图片", voice: "语音", video: "视频", shortvideo: "视频", file: "文件" };

function story(ticket) {
  const told = [
    ...ticket.events.map((event) => ({ at: event.at, node: eventLine(event) })),
    ...ticket.acts.map((act) => ({ at: act.at, node: actLine(act) })),
  ].sort((one, other) => one.at - other.at);
  if (told.length < 2) return null;
  return h("ol.story", {}, told.map((line) => line.node));
}

function eventLine(event) {
  const said = event.body.data.change?.text;
  const again = event.deliveries > 1 ? ` ×${event.deliveries}` : "";
  return h("li", {}, h("time", {}, clockTime(event.at)), h("span", {}, h("b", {}, (EVENTS[event.type] || event.type) + again), said ? " " : "", said ? h("q", {}, said) : ""));
}

function actLine(act) {
  const fine = act.status === 200;
  const said = act.said.text || act.said.reason;
  const name = STEPS.find(([verb]) => verb === act.verb)?.[1] || act.verb;
  const to = act.said.to ? `给${unitName(act.said.to)} ` : "";
  return h(
    fine ? "li.good" : "li.bad",
    {},
    h("time", {}, clockTime(act.at)),
    h("span", {}, h("b", {}, fine ? name : `${name}未成功`), ` ${to}`, said ? h("q", {}, said) : "", fine ? "" : ` ${errorWords(act)}`),
  );
}

const errorWords = (act) => (act.status ? `${act.status} ${act.body.error?.message || ""}` : "网关没有回应");

// steps

function drawSteps(card, ticket) {
  const result = h("div.result", { hidden: true, role: "status" });
  const slot = h("div");
  const bar = h("div.steps");
  let open = null;
  const close = () => {
    open = null;
    slot.replaceChildren();
    paint();
  };
  const show = (outcome) => {
    result.hidden = false;
    result.className = outcome.status === 200 ? "result" : "result bad";
    result.textContent = outcome.status === 200 ? `已${nameOf(outcome.verb)}，工单现为“${outcome.body.state_name || outcome.body.state || "—"}”` : errorWords(outcome);
  };
  const take = attempt(async (verb, said) => {
    const path = `sim/departments/${ticket.department}/tickets/${encodeURIComponent(ticket.number)}/${verb}`;
    const outcome = await call("POST", path, { said });
    show(outcome);
    if (outcome.status === 200) close();
  });
  let state = ticket.state;
  const paint = () => {
    const next = state === "dispatched" || state === "transferred" ? "acknowledge" : ["acknowledged", "in_progress"].includes(state) ? "answer" : "";
    bar.replaceChildren(
      ...STEPS.map(([verb, name]) =>
        h(verb === next && open !== verb ? "button.step.primary" : "button.step", {
          type: "button",
          "aria-expanded": verb === "acknowledge" ? undefined : String(open === verb),
          onclick: () => {
            result.hidden = true;
            if (verb === "acknowledge") {
              close();
              take(verb, {});
            } else if (open === verb) close();
            else {
              open = verb;
              slot.replaceChildren(form(verb, ticket.department, (said) => take(verb, said), close));
              slot.querySelector("textarea").focus();
              paint();
            }
          },
        }, name),
      ),
    );
  };
  card.repaint = (fresh) => {
    state = fresh.state;
    paint();
  };
  paint();
  card.foot.replaceChildren(bar, slot, result);
}

const nameOf = (verb) => ({ acknowledge: "签收", note: "记录", answer: "答复", return: "退回", transfer: "转办" })[verb];

function form(verb, department, send, close) {
  const hints = {
    note: ["办理经过（市民看不到）", "已派维修人员到现场查看。"],
    answer: ["给市民的答复", "您好，路灯线路故障已修复，今晚可正常照明。感谢您的反映。"],
    return: ["退回理由", "该路段不属于本单位管辖。"],
    transfer: ["转办理由", "该事项由对方单位负责。"],
  };
  const [placeholder, example] = hints[verb];
  const text = h("textarea", { placeholder, "aria-label": placeholder });
  const outcome = verb === "answer" ? choice(OUTCOMES, "办理结果") : null;
  const to = verb === "transfer" ? choice(world.departments.filter((unit) => unit.code !== department).map((unit) => [unit.code, unit.name]), "转给") : null;
  const submit = () => {
    const words = text.value.trim() || example;
    if (verb === "answer") send({ text: words, outcome: outcome.value });
    else if (verb === "note") send({ text: words });
    else if (verb === "return") send({ reason: words });
    else send({ to: to.value, reason: words });
  };
  const label = (words, select) => h("label.select", {}, h("span.hidden-label", {}, words), select);
  return h(
    "form.step-form",
    { onsubmit: (event) => (event.preventDefault(), submit()) },
    text,
    h("small", {}, `留空则写：${example}`),
    h(
      "div.row-line",
      {},
      outcome && label("办理结果", outcome),
      to && label("转给", to),
      h("span.say", {}, h("button.step", { type: "button", onclick: close }, "取消"), h("button.step.primary", { type: "submit" }, `提交${nameOf(verb)}`)),
    ),
  );
}

function choice(options, name) {
  return h("select", { "aria-label": name }, options.map(([value, words]) => h("option", { value }, words)));
}

// alarms and group robots

function alarmCard(event) {
  const { alarm, digest } = event.body.data;
  return h(
    "article.ticket.alarm",
    {},
    h("div.ticket-head", {}, h("span.tag.complaint", {}, digest ? "本周要做" : "值班提醒"), h("span.unit", {}, event.body.data.department_name || unitName(event.department)), h("time", {}, clockTime(event.at))),
    h("pre", {}, (digest || alarm).text),
  );
}

const ROBOTS = { wecom: "企业微信群机器人", dingtalk: "钉钉群机器人", feishu: "飞书群机器人" };

function robotCard(message) {
  return h(
    "article.ticket.robot",
    {},
    h("div.ticket-head", {}, h("span.tag", {}, ROBOTS[message.platform]), h("span.unit", {}, unitName(message.department)), h("time", {}, clockTime(message.at))),
    message.title && h("h3", {}, message.title),
    h("pre", {}, message.text),
  );
}
