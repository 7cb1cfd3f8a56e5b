// Small help with elements: everything a person typed reaches the page as text, never as HTML.

const SVG = "http://www.w3.org/2000/svg";

export const $ = (id) => document.getElementById(id);

export function h(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key in node && !key.startsWith("aria") && key !== "list") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

export function toast(words, bad = false) {
  const node = h(bad ? "div.toast.bad" : "div.toast", {}, words);
  $("toasts").append(node);
  setTimeout(() => node.remove(), 4200);
}

export async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof Blob) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  const response = await fetch(path, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || `HTTP ${response.status}`);
  return answer;
}

// For buttons: what goes wrong is said in a toast, never swallowed.
export function attempt(work) {
  return async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      toast(error.message, true);
      return undefined;
    }
  };
}

const two = (number) => String(number).padStart(2, "0");

// The city's day and hour, wherever this browser believes to be. China keeps one time all year.
function inShanghai(seconds) {
  const shifted = new Date((seconds + 8 * 3600) * 1000);
  return {
    day: Math.floor((seconds + 8 * 3600) / 86400),
    date: `${shifted.getUTCMonth() + 1}月${shifted.getUTCDate()}日`,
    time: `${two(shifted.getUTCHours())}:${two(shifted.getUTCMinutes())}`,
    second: two(shifted.getUTCSeconds()),
  };
}

export const clockTime = (seconds) => inShanghai(seconds).time;

export function dayTime(seconds, now) {
  const { day, date, time } = inShanghai(seconds);
  const days = inShanghai(now).day - day;
  if (days === 0) return time;
  if (days === 1) return `昨天 ${time}`;
  if (days === -1) return `明天 ${time}`;
  return `${date} ${time}`;
}

export function fullTime(seconds) {
  const { date, time, second } = inShanghai(seconds);
  return `${date} ${time}:${second}`;
}
