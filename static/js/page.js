// What the other modules share: the page's language, announcements, putting in a fragment.

const chinese = document.documentElement.lang.startsWith('zh');

export const t = (zh, en) => (chinese ? zh : en);

let silence;

/** Shows a sentence for a moment; screen readers hear it politely. */
export function say(text) {
  const line = document.getElementById('say');
  if (!line) return;
  line.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => { line.textContent = ''; }, 4000);
}

let policy;

/** Turns HTML of our own server into an element, without scripts and handlers where the browser can do that. */
export function parse(html) {
  const box = document.createElement('div');
  if (box.setHTML) {
    box.setHTML(html, { sanitizer: {} });
  } else {
    policy ??= globalThis.trustedTypes?.createPolicy('portal', { createHTML: (text) => text }) ?? { createHTML: (text) => text };
    box.innerHTML = policy.createHTML(html);
  }
  return box;
}

/** Opens every fold around an element, so that it can be seen and focused. */
export function reveal(element) {
  for (let fold = element.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
}
