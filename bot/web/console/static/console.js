// What the console's pages need besides htmx: a fresh token, and the focus where the news is.
"use strict";

// A page can be older than the session it is used in: the answer that says so brings the new token.
document.addEventListener("htmx:beforeSwap", (event) => {
  const token = event.detail.xhr.getResponseHeader("X-CSRF-Token");
  if (!token) return;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRF-Token": token }));
  for (const field of document.querySelectorAll("input[name=csrf]")) field.value = token;
});

// Nothing came back: who pressed the button has to know.
document.addEventListener("htmx:sendError", () => {
  const told = document.getElementById("told");
  const words = document.createElement("p");
  words.className = "notice bad";
  words.setAttribute("role", "alert");
  words.textContent = "网络不通，刚才的操作没有提交。请稍后再试。";
  told.replaceChildren(words);
  told.scrollIntoView({ block: "nearest" });
});
