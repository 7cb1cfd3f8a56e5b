// News of the tickets while a page can be seen: one open connection a window, none for hidden ones.
"use strict";

// heard({numbers: [...], moved: {number: iso}, stale}) is called for each piece of news;
// others(names) with who else has the ticket open; over() when the session has ended;
// gone() when the ticket went to another unit.
function listen(address, { heard, others = () => {}, over = () => {}, gone = () => {} }) {
  const AGAIN_MS = 15000;
  let source = null;
  let since = address.searchParams.get("since");
  let later = 0;

  function begin() {
    clearTimeout(later);
    if (source || document.hidden) return;
    address.searchParams.set("since", since);
    source = new EventSource(address);
    source.addEventListener("moved", (event) => {
      since = event.lastEventId || since;
      heard(JSON.parse(event.data));
    });
    source.addEventListener("others", (event) => others(JSON.parse(event.data)));
    source.addEventListener("over", () => { end(); since = null; over(); });
    source.addEventListener("gone", () => { end(); since = null; gone(); });
    source.addEventListener("error", () => {
      if (source && source.readyState === EventSource.CLOSED) {
        end();
        later = setTimeout(begin, AGAIN_MS);
      }
    });
  }

  function end() {
    clearTimeout(later);
    if (source) source.close();
    source = null;
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) end();
    else if (since) begin();
  });
  addEventListener("pagehide", end);
  addEventListener("pageshow", (event) => { if (event.persisted && since) begin(); });
  begin();
}
