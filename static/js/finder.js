// Lists that narrow while one types: form[data-filter="CSS of the rows"]. Without script the form
// asks the server. And buttons that fill a field: [data-fill="#field"][data-from="#text"].
import { say, t } from './page.js';

for (const form of document.querySelectorAll('form[data-filter]')) {
  const rows = [...document.querySelectorAll(form.dataset.filter)].map((row) => [row, row.textContent.toLowerCase()]);
  const input = form.querySelector('input[type="search"]');
  const line = form.querySelector('[data-filter-count]');
  const untouched = line?.textContent;
  let silence;
  const narrow = () => {
    const wanted = input.value.trim().toLowerCase();
    let shown = 0;
    for (const [row, words] of rows) {
      row.hidden = !words.includes(wanted);
      if (!row.hidden) shown += 1;
    }
    for (const group of document.querySelectorAll('[data-rows]')) {
      group.hidden = !group.querySelector('[data-row]:not([hidden])');
    }
    const told = wanted ? t(`找到 ${shown} 个`, `${shown} found`) : untouched;
    if (line) line.textContent = told;
    clearTimeout(silence);
    if (wanted) silence = setTimeout(() => say(told), 600);
  };
  input?.addEventListener('input', (event) => { if (!event.isComposing) narrow(); });
  input?.addEventListener('compositionend', narrow);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-fill]');
  const field = button && document.querySelector(button.dataset.fill);
  const source = button && document.querySelector(button.dataset.from);
  if (!field || !source) return;
  field.focus();
  field.select();
  // Typed in, so that it can be taken back with Ctrl+Z.
  if (!document.execCommand('insertText', false, source.textContent)) {
    field.value = source.textContent;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
});
