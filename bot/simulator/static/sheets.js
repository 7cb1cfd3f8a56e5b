// What slides up in the phone: pictures, voice, place, file, link, scan, notices, settings.

import { $, attempt, call, h, icon, toast } from "./dom.js";
import { act } from "./phone.js";
import { nightStreet } from "./samples.js";
import { current, on, world } from "./world.js";

export function closeSheet() {
  $("sheet-cover").hidden = true;
}

function open(title, ...children) {
  $("sheet").replaceChildren(h("h3", {}, title), ...children);
  $("sheet").setAttribute("aria-label", title);
  $("sheet-cover").hidden = false;
  $("sheet").querySelector("textarea, input[type=text]")?.focus();
}

function buttons(words, work) {
  return h(
    "div.sheet-actions",
    {},
    h("button", { type: "button", onclick: closeSheet }, "取消"),
    h("button.primary", { type: "button", onclick: attempt(async () => {
      closeSheet();
      await work();
    }) }, words),
  );
}

async function upload(kind, blob, name = "") {
  const query = new URLSearchParams({ kind, filename: name });
  return (await call("POST", `sim/media?${query}`, blob)).media_id;
}

const send = (content) => act("messages", content);

const sendPicture = attempt(async (blob) => send({ kind: "image", media_id: await upload("image", blob) }));

export const showTiles = {
  picture: () => $("file").click(),
  sample: async () => sendPicture(await nightStreet()),
  video: attempt(async () => {
    const blob = new Blob([new Uint8Array(2048)], { type: "video/mp4" });
    await send({ kind: "video", media_id: await upload("video", blob), seconds: 6 });
  }),
  place: () => openPlace(),
  voice: () => openVoice(),
  file: attempt(async () => {
    const blob = new Blob(["%PDF-1.4\n"], { type: "application/pdf" });
    await send({ kind: "file", title: "情况说明.pdf", media_id: await upload("image", blob) });
  }),
  link: () => send({ kind: "link", title: "小区供暖通知", description: "供暖季安排与报修方式", url: "https://example.org/notice" }),
  scan: () => openScan(),
  notices: () => openNotices(),
};

const TILES = [
  ["picture", "i-picture", "照片"],
  ["sample", "i-lamp", "示例照片"],
  ["video", "i-video", "视频"],
  ["place", "i-pin", "位置"],
  ["voice", "i-wave", "语音"],
  ["file", "i-folder", "文件"],
  ["scan", "i-scan", "扫一扫"],
  ["notices", "i-bell", "订阅通知"],
];

export function startSheets() {
  $("more").replaceChildren(
    ...TILES.map(([name, shape, words]) =>
      h("button.tile", { type: "button", onclick: () => {
        $("more").hidden = true;
        $("to-more").setAttribute("aria-expanded", "false");
        showTiles[name]();
      } }, h("span", {}, icon(shape)), words),
    ),
  );
  $("file").addEventListener("change", () => {
    if ($("file").files[0]) sendPicture($("file").files[0]);
    $("file").value = "";
  });
  on("citizen", () => {
    if (!$("sheet-cover").hidden && $("sheet").dataset.redraw) REDRAW[$("sheet").dataset.redraw]();
  });
}

function openVoice() {
  const words = h("textarea", { rows: 3, placeholder: "您说了什么？", "aria-label": "语音内容" });
  const recognised = h("input.switch", { type: "checkbox", checked: true, id: "recognised" });
  open(
    "发一段语音",
    words,
    h(
      "div.group",
      {},
      h("label.line", { htmlFor: "recognised" }, h("span.grow", {}, "带语音识别结果", h("small", {}, "关掉后公众号只收到录音，听不懂内容")), recognised),
    ),
    buttons("发送", async () => {
      const spoken = words.value.trim() || "路灯坏了，晚上看不见路";
      const blob = new Blob(["#!AMR\n", new Uint8Array(320)], { type: "audio/amr" });
      await send({
        kind: "voice",
        media_id: await upload("voice", blob),
        recognition: recognised.checked ? spoken : null,
        seconds: Math.max(2, Math.min(59, Math.round(spoken.length / 3))),
      });
    }),
  );
}

const PLACES = [
  ["人民路23号", 31.23037, 121.4737],
  ["幸福小区3号楼", 31.22114, 121.48213],
  ["第一中学南门", 31.24251, 121.46025],
];

function openPlace() {
  const label = h("input", { type: "text", value: PLACES[0][0], "aria-label": "地点" });
  let [, latitude, longitude] = PLACES[0];
  open(
    "发送位置",
    label,
    h(
      "div.presets",
      {},
      PLACES.map(([name, north, east]) =>
        h("button", { type: "button", onclick: () => {
          label.value = name;
          [latitude, longitude] = [north, east];
        } }, name),
      ),
    ),
    buttons("发送", () => send({ kind: "location", text: label.value.trim(), latitude, longitude })),
  );
}

function openScan() {
  const scene = h("input", { type: "text", value: "lamp-0023", "aria-label": "二维码场景值" });
  open(
    "扫一扫",
    h("p.lead", {}, "二维码里的场景值，例如贴在路灯杆上的编号"),
    scene,
    buttons("扫描", () => act("events", { event: "SCAN", key: scene.value.trim() })),
  );
}

function openNotices() {
  const permits = current().permits;
  const lines = world.templates
    .filter((template) => template.kind !== "template")
    .map((template) => {
      const left = permits[template.id] || 0;
      const state = left < 0 ? "长期有效" : left ? `还可收到 ${left} 次` : "未同意";
      const decide = (accept) => act("consent", { choices: [{ template_id: template.id, accept }] });
      return h(
        "div.line",
        {},
        h("span.grow", {}, template.title, h("small", {}, `${template.kind === "long_term" ? "长期订阅" : "一次性订阅"} · ${state}`)),
        h("button.mini", { type: "button", onclick: () => decide(false) }, "拒绝"),
        h("button.mini.primary", { type: "button", onclick: () => decide(true) }, "同意"),
      );
    });
  open("订阅通知", h("p.lead", {}, "是否允许公众号向您发送下列通知"), h("div.group", {}, lines), h("button.wide-button", { type: "button", onclick: closeSheet }, "完成"));
  $("sheet").dataset.redraw = "notices";
}

export function openSettings() {
  const citizen = current();
  const accepts = h("input.switch", { type: "checkbox", id: "accepts", checked: citizen.accepts_notices, onchange: attempt(async (event) => {
    await call("PATCH", `sim/citizens/${citizen.openid}`, { accepts_notices: event.target.checked });
  }) });
  open(
    citizen.name,
    h(
      "div.group",
      {},
      h("div.line", {}, h("span.grow", {}, "OpenID", h("small", {}, citizen.openid)), h("button.mini", { type: "button", onclick: () => copy(citizen.openid) }, "复制")),
      h("label.line", { htmlFor: "accepts" }, h("span.grow", {}, "接收模板消息", h("small", {}, "关掉后平台回报 failed:user block")), accepts),
    ),
    citizen.follows
      ? h("button.wide-button.warn", { type: "button", onclick: () => (closeSheet(), act("unfollow")) }, "不再关注")
      : h("button.wide-button", { type: "button", onclick: () => (closeSheet(), act("follow")) }, "关注公众号"),
  );
  $("sheet").dataset.redraw = "";
}

const copy = attempt(async (text) => {
  await navigator.clipboard.writeText(text);
  toast("已复制");
});

const REDRAW = { notices: openNotices };
