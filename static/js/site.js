/* Theme, footnotes in place, buttons on code. It stands in the head, so that no page is first painted in the wrong
   theme; without it every page can be read as well. Its words are the data attributes of its own tag. */
(() => {
  const root = document.documentElement;
  const words = document.currentScript.dataset;
  root.classList.add("scripted");

  // --- Theme: "light", "dark", or whatever the system says ---------------------------------------------------------
  const wanted = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };

  const keep = (theme) => {
    try {
      theme === "auto" ? localStorage.removeItem("theme") : localStorage.setItem("theme", theme);
    } catch {
      // Storage is switched off: the choice lasts for this page.
    }
  };

  const show = (theme) => {
    const isChosen = theme === "light" || theme === "dark";
    isChosen ? (root.dataset.theme = theme) : delete root.dataset.theme;
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
      meta.dataset.of ??= meta.media.includes("dark") ? "dark" : "light";
      const { of } = meta.dataset;
      meta.media = isChosen ? (of === theme ? "all" : "not all") : `(prefers-color-scheme: ${of})`;
    }
    for (const input of document.getElementsByName("theme")) {
      input.checked = input.value === (isChosen ? theme : "auto");
    }
  };

  show(wanted());
  addEventListener("storage", (event) => event.key === "theme" && show(event.newValue));

  // --- Footnotes, read where they are referred to --------------------------------------------------------------------
  let opened = null;

  const close = () => {
    opened?.note.remove();
    opened?.link.setAttribute("aria-expanded", "false");
    opened = null;
  };

  const open = (link, footnote) => {
    close();
    const note = document.createElement("span");
    note.className = "note";
    note.setAttribute("role", "note");
    note.setAttribute("aria-label", link.getAttribute("aria-label"));
    note.tabIndex = -1;
    const text = footnote.cloneNode(true);
    text.querySelectorAll(".footnote-backref").forEach((back) => back.remove());
    text.querySelectorAll("[id]").forEach((element) => element.removeAttribute("id"));
    const all = document.createElement("a");
    all.href = link.hash;
    all.textContent = words.notes;
    const ways = document.createElement("span");
    ways.className = "note-ways";
    ways.lang = root.lang;
    ways.append(all, button(words.close, () => leave()));
    note.append(...text.childNodes, ways);
    link.parentElement.after(note);
    link.setAttribute("aria-expanded", "true");
    opened = { link, note };
    note.focus({ preventScroll: true });
  };

  const leave = () => {
    const { link } = opened;
    close();
    link.focus({ preventScroll: true });
  };

  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  };

  const readInPlace = (link) => {
    const footnote = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!footnote) return;
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      opened?.link === link ? leave() : open(link, footnote);
    });
  };

  addEventListener("keydown", (event) => event.key === "Escape" && opened && leave());

  // --- Code: lines wrapped, text copied ------------------------------------------------------------------------------
  const equip = (block) => {
    const pre = block.querySelector("pre");
    const tools = document.createElement("div");
    tools.className = "code-tools";
    tools.lang = root.lang;
    const wrap = button(words.wrap, () => {
      wrap.setAttribute("aria-pressed", block.classList.toggle("is-wrapped"));
    });
    wrap.setAttribute("aria-pressed", "false");
    tools.append(wrap);
    if (navigator.clipboard) {
      const copy = button(words.copy, async () => {
        await navigator.clipboard.writeText(pre.textContent);
        copy.textContent = said.textContent = words.copied;
        setTimeout(() => {
          copy.textContent = words.copy;
          said.textContent = "";
        }, 2000);
      });
      const said = document.createElement("span");
      said.className = "visually-hidden";
      said.setAttribute("role", "status");
      tools.append(copy, said);
    }
    block.append(tools);
    new ResizeObserver(() => {
      wrap.hidden = pre.scrollWidth <= pre.clientWidth && !block.classList.contains("is-wrapped");
    }).observe(pre);
  };

  // --- When the page is there ----------------------------------------------------------------------------------------
  addEventListener("DOMContentLoaded", () => {
    show(wanted());
    addEventListener("change", ({ target }) => {
      if (target.name !== "theme") return;
      keep(target.value);
      show(target.value);
    });
    document.querySelectorAll(".footnote-ref a").forEach(readInPlace);
    document.querySelectorAll(".code").forEach(equip);
    const contents = document.querySelector("details.contents");
    if (contents && matchMedia("(width >= 75em)").matches) contents.open = true;
  });
})();
