// Results as they are typed: asks for the page that Enter would lead to, and takes its results over.
const field = document.querySelector("#search-field");
const results = document.querySelector("#search-results");
const form = field?.form;
const WAIT = 250;
let timer, asked, shown = field?.value.trim();

function address() {
  const url = new URL(form.action);
  if (field.value.trim()) url.searchParams.set("q", field.value.trim());
  return url;
}

async function ask() {
  const typed = field.value.trim();
  if (typed === shown) return;
  asked?.abort();
  const mine = (asked = new AbortController());
  const url = address();
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { signal: mine.signal, credentials: "omit" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#search-results");
    if (!fresh || mine.signal.aborted) return;
    take(fresh);
    shown = typed;
    document.title = page.title;
    history.replaceState(null, "", url);
  } catch (error) {
    // Without an answer, Enter still leads there.
    if (error.name !== "AbortError") console.warn(error);
  } finally {
    if (mine === asked) results.removeAttribute("aria-busy");
  }
}

// The line that says how many there are stays the same element, so that screen readers read out what changes in it.
function take(fresh) {
  const status = results.querySelector("[role=status]");
  const said = fresh.querySelector("[role=status]");
  const wasOpen = results.querySelector("details")?.open;
  if (status && said) {
    if (status.textContent !== said.textContent) status.replaceChildren(...said.childNodes);
    for (const node of [...results.childNodes]) if (node !== status) node.remove();
    const nodes = [...fresh.childNodes];
    const at = nodes.indexOf(said);
    status.before(...nodes.slice(0, at));
    status.after(...nodes.slice(at + 1));
  } else {
    results.replaceChildren(...fresh.childNodes);
  }
  const details = results.querySelector("details");
  if (details && wasOpen) details.open = true;
}

if (form && results) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  // Leaving for a result and coming back shows what was found then.
  form.addEventListener("submit", () => clearTimeout(timer));
}
