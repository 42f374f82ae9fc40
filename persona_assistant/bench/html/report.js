"use strict";
// Opens items and their media when they are looked at, and narrows the list. All else works without it.
(() => {
  document.documentElement.classList.add("js");
  const items = [...document.querySelectorAll("details.item")];
  const form = document.getElementById("filter");
  const none = document.getElementById("none");
  const output = form.querySelector("output");
  const chips = [...form.querySelectorAll("[name=outcome]")];
  const selects = [...form.querySelectorAll("select")];
  const words = form.elements.words;

  // --- media: each stands once in the page, as text; many places show it

  const places = new Map();

  function place(name) {
    if (!places.has(name)) {
      const found = /"data:([^;]+);base64,([^"]+)"/.exec(document.getElementById("m-" + name).textContent);
      const bytes = Uint8Array.from(atob(found[2]), (letter) => letter.charCodeAt(0));
      places.set(name, URL.createObjectURL(new Blob([bytes], { type: found[1] })));
    }
    return places.get(name);
  }

  function show(stand) {
    const medium = document.createElement(stand.matches("a") ? "audio" : "img");
    if (stand.matches("a")) {
      medium.controls = true;
      medium.preload = "metadata";
      medium.setAttribute("aria-label", stand.textContent);
    } else {
      medium.alt = stand.getAttribute("aria-label");
      medium.width = stand.getAttribute("width");
      medium.height = stand.getAttribute("height");
    }
    medium.src = place(stand.dataset.medium);
    stand.replaceWith(medium);
  }

  const near = new IntersectionObserver((seen) => {
    for (const one of seen) {
      if (one.isIntersecting) {
        near.unobserve(one.target);
        show(one.target);
      }
    }
  }, { rootMargin: "600px" });

  function fill(item) {
    const hidden = item.querySelector("noscript.body");
    if (!hidden) return;
    const body = document.createElement("div");
    body.className = "body";
    body.innerHTML = hidden.textContent;  // written and escaped by the program that made this page
    hidden.replaceWith(body);
    body.querySelectorAll("[data-medium]").forEach((stand) => near.observe(stand));
  }

  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.item") && event.target.open) fill(event.target);
  }, true);

  document.addEventListener("play", (event) => {
    document.querySelectorAll("audio").forEach((one) => one !== event.target && one.pause());
  }, true);

  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details.item[open] [data-medium]").forEach(show);
  });

  // --- the filter

  const labels = items.map((item) => JSON.parse(item.dataset.labels));
  const texts = new Map();
  const marks = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };

  function textOf(item) {
    if (!texts.has(item)) {
      const body = item.querySelector("noscript.body");
      const behind = body
        ? body.textContent.replace(/<[^>]*>/g, " ").replace(/&(?:amp|lt|gt|quot|#x27);/g, (mark) => marks[mark])
        : item.querySelector(".body").textContent;
      texts.set(item, (item.querySelector("summary").textContent + " " + behind).toLowerCase());
    }
    return texts.get(item);
  }

  function narrow() {
    const wanted = chips.filter((chip) => chip.checked).map((chip) => chip.value);
    const parts = selects.map((select) => [Number(select.dataset.slice), select.value]).filter((part) => part[1]);
    const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((item, at) => {
      const fits = (!wanted.length || wanted.includes(item.dataset.outcome))
        && parts.every(([slice, value]) => labels[at][slice] === value)
        && asked.every((word) => textOf(item).includes(word));
      item.hidden = !fits;
      shown += fits;
    });
    output.value = shown + " of " + items.length + " items";
    none.hidden = shown > 0;
  }

  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(narrow, 80);
  });
  form.addEventListener("reset", () => setTimeout(narrow));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("click", (event) => {
    const wish = event.target.dataset.do;
    if (wish) items.forEach((item) => { if (!item.hidden) item.open = wish === "open"; });
  });

  // A number in a table leads to the items that it counts.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href='#items']");
    if (!link || !(link.dataset.outcome || link.dataset.value)) return;
    form.reset();
    chips.forEach((chip) => { chip.checked = chip.value === link.dataset.outcome; });
    selects.forEach((select) => {
      if (select.dataset.slice === link.dataset.slice) select.value = link.dataset.value;
    });
    setTimeout(narrow);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      words.focus();
    }
  });

  // A link to one item opens it.
  function follow() {
    const item = document.getElementById(location.hash.slice(1));
    if (item && item.matches("details.item")) item.open = true;
  }
  window.addEventListener("hashchange", follow);
  follow();
  narrow();  // a browser that comes back to the page keeps what was typed
})();
