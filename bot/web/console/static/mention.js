// Calling upon a colleague: after an @ the names are offered that the list below the note holds.
"use strict";

for (const list of document.querySelectorAll("select[data-mention]")) offer(list);

function offer(list) {
  const words = list.form.querySelector("textarea");
  const box = document.createElement("ul");
  box.className = "offered";
  box.id = "offered";
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", "提到同事");
  box.hidden = true;
  words.closest("label").after(box);
  words.setAttribute("aria-controls", box.id);
  words.setAttribute("aria-autocomplete", "list");
  let at = -1; // where the @ stands
  let chosen = 0;

  const colleagues = [...list.options];
  const begun = () => {
    const before = words.value.slice(0, words.selectionStart);
    const found = /[@＠]([^\s@＠，。；：、]{0,12})$/.exec(before);
    return found && { at: found.index, name: found[1] };
  };

  function look() {
    const typed = begun();
    const near = typed ? colleagues.filter((one) => one.dataset.name.includes(typed.name)).slice(0, 8) : [];
    const whole = near.length === 1 && near[0].dataset.name === typed.name && near[0].selected;
    if (!near.length || whole) return close();
    at = typed.at;
    chosen = 0;
    box.replaceChildren(...near.map((one, place) => {
      const item = document.createElement("li");
      item.id = `offered-${place}`;
      item.setAttribute("role", "option");
      item.textContent = one.textContent;
      // before the field loses the focus, or the list would be gone under the finger
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(one); });
      item.colleague = one;
      return item;
    }));
    box.hidden = false;
    point();
  }

  function point() {
    [...box.children].forEach((item, place) => item.setAttribute("aria-selected", place === chosen));
    words.setAttribute("aria-activedescendant", box.children[chosen].id);
    box.children[chosen].scrollIntoView({ block: "nearest" });
  }

  function close() {
    box.hidden = true;
    words.removeAttribute("aria-activedescendant");
  }

  function take(colleague) {
    words.setRangeText(`@${colleague.dataset.name} `, at, words.selectionStart, "end");
    colleague.selected = true;
    close();
    words.dispatchEvent(new Event("input", { bubbles: true }));
    words.focus();
  }

  words.addEventListener("input", (event) => { if (!event.isComposing) look(); });
  words.addEventListener("compositionend", look);
  words.addEventListener("blur", close);
  words.addEventListener("keydown", (event) => {
    if (box.hidden || event.isComposing) return;
    const many = box.children.length;
    if (event.key === "ArrowDown") chosen = (chosen + 1) % many;
    else if (event.key === "ArrowUp") chosen = (chosen + many - 1) % many;
    else if (event.key === "Enter" || event.key === "Tab") take(box.children[chosen].colleague);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    if (!box.hidden) point();
  });
}
