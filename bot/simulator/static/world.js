// What this page knows of the simulated world, kept fresh by server-sent events.

import { call, toast } from "./dom.js";

const TYPING_MS = 15000; // so long WeChat shows it

export const world = {
  citizens: new Map(), // openid -> citizen
  chats: new Map(), // openid -> bubbles
  unread: new Map(), // openid -> count
  waiting: new Map(), // openid -> pushes on their way
  typing: new Set(),
  current: null,
  menu: null,
  templates: [],
  departments: [],
  events: [],
  acts: [],
  robots: [],
  switches: {},
  faults: [],
  log: [],
  copies: 1, // how often each message of this page is pushed at once
  offset: 0, // platform time minus this machine's
};

const listeners = {};

// Call `react(payload)` whenever something of this topic changed; "all" after a whole reload.
export function on(topics, react) {
  for (const topic of topics.split(" ")) (listeners[topic] ||= []).push(react);
}

export function tell(topic, payload) {
  for (const react of listeners[topic] || []) react(payload);
}

export const now = () => Date.now() / 1000 + world.offset;
// Deadlines are the product's: its clock is not advanced with the platform's.
export const trueNow = () => now() - (world.switches.advanced_s || 0);
export const current = () => world.citizens.get(world.current);
export const unitName = (code) => world.departments.find((unit) => unit.code === code)?.name || code;

export function choose(openid) {
  world.current = openid;
  world.unread.delete(openid);
  tell("current");
}

async function load() {
  const state = await call("GET", "sim/state");
  const keep = world.current;
  world.citizens = new Map(state.citizens.map((citizen) => [citizen.openid, citizen]));
  world.chats = new Map(Object.entries(state.chats));
  for (const name of ["menu", "templates", "departments", "events", "acts", "robots", "switches", "faults", "log"])
    world[name] = state[name];
  world.waiting.clear();
  world.offset = state.now - Date.now() / 1000;
  world.current = world.citizens.has(keep) ? keep : (state.citizens[0]?.openid ?? null);
  tell("all");
}

const known = (list, fresh, ...keys) => list.some((one) => keys.every((key) => one[key] === fresh[key]));

// What a change does to the world; false when it was there already.
const take = {
  bubble({ citizen, bubble }) {
    const chat = world.chats.get(citizen) || [];
    if (known(chat, bubble, "index")) return false;
    chat.push(bubble);
    chat.sort((one, other) => one.index - other.index);
    world.chats.set(citizen, chat);
    if (citizen !== world.current && bubble.side === "account")
      world.unread.set(citizen, (world.unread.get(citizen) || 0) + 1);
    if (bubble.side === "account") world.typing.delete(citizen);
  },
  citizen(citizen) {
    world.citizens.set(citizen.openid, citizen);
    if (!world.chats.has(citizen.openid)) world.chats.set(citizen.openid, []);
    world.current ??= citizen.openid;
  },
  waiting({ citizen, waiting }) {
    world.waiting.set(citizen, Math.max(0, (world.waiting.get(citizen) || 0) + (waiting ? 1 : -1)));
  },
  typing({ citizen, typing }) {
    if (typing) world.typing.add(citizen);
    else world.typing.delete(citizen);
    if (typing)
      setTimeout(() => {
        world.typing.delete(citizen);
        tell("typing");
      }, TYPING_MS);
  },
  menu: (menu) => void (world.menu = menu),
  faults: (faults) => void (world.faults = faults),
  department(event) {
    const place = world.events.findIndex((one) => one.department === event.department && one.index === event.index);
    if (place >= 0) world.events[place] = event; // delivered again, perhaps with a picture more
    else world.events.push(event);
    if (world.events.length > 800) world.events.splice(0, 200);
  },
  act(act) {
    if (known(world.acts, act, "key", "at")) return false;
    world.acts.push(act);
  },
  robot(message) {
    if (known(world.robots, message, "department", "platform", "index")) return false;
    world.robots.push(message);
  },
  switches(switches) {
    world.offset += switches.advanced_s - world.switches.advanced_s;
    world.switches = switches;
  },
  log(entry) {
    if (entry.id <= (world.log.at(-1)?.id ?? 0)) return false;
    world.log.push(entry);
    if (world.log.length > 400) world.log.splice(0, 100);
  },
};

// Follow the stream for ever. Whenever it begins, everything is loaded; what arrives meanwhile
// waits, so that nothing falls between the state and the stream.
export function live(showState) {
  const stream = new EventSource("sim/stream");
  let waiting = [];
  const apply = (topic, payload) => take[topic](payload) !== false && tell(topic, payload);
  const begin = async () => {
    waiting ||= [];
    try {
      await load();
    } catch (error) {
      toast(error.message, true);
    }
    const late = waiting || [];
    waiting = null;
    for (const [topic, payload] of late) apply(topic, payload);
  };
  stream.addEventListener("open", () => {
    showState(true);
    begin();
  });
  stream.addEventListener("error", () => showState(false));
  stream.addEventListener("reload", begin);
  for (const topic of Object.keys(take))
    stream.addEventListener(topic, (message) => {
      const payload = JSON.parse(message.data);
      if (waiting) waiting.push([topic, payload]);
      else apply(topic, payload);
    });
}
