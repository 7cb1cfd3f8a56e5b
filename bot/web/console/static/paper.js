// A file that is being edited: its lines stay numbered while lines are added.
"use strict";

const SPARE = 3;

for (const paper of document.querySelectorAll(".paper")) {
  const numbers = paper.querySelector("ol");
  const text = paper.querySelector("textarea");
  text.addEventListener("input", () => {
    const lines = text.value.split("\n").length + SPARE;
    text.rows = lines;
    while (numbers.children.length > lines) numbers.lastElementChild.remove();
    while (numbers.children.length < lines) {
      const number = document.createElement("li");
      number.textContent = String(numbers.children.length + 1);
      numbers.append(number);
    }
  });
}
