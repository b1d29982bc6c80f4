// The search among the parameters of a form, and how many of a group are set. `/` leads to it.
// Without script the form asks the server. What is out of sight stays in the form.
import { say, t } from './page.js';

const filled = (control) => control.value !== '' && (control.checked || !/^(checkbox|radio)$/.test(control.type));

const isSet = (part) => [...part.querySelectorAll('input[name], select[name], textarea[name]')].some(filled);

function finder(search) {
  const input = search.querySelector('[type="search"]');
  const only = search.querySelector('[name="set"]');
  const line = search.querySelector('.hint');
  const form = document.querySelector('form[data-live]');
  const parts = () => form.querySelectorAll('.param-field');
  const words = (part) => [...part.querySelectorAll('.title, .hint')].map((text) => text.textContent).join(' ').toLowerCase();
  const folds = new Map();
  let silence;

  const narrow = () => {
    const wanted = input.value.trim().toLowerCase();
    const asked = wanted !== '' || only.checked;
    let found = 0;
    for (const part of parts()) {
      part.hidden = !(words(part).includes(wanted) && (!only.checked || isSet(part)));
      if (!part.hidden) found += 1;
    }
    for (const group of form.querySelectorAll('.group')) {
      if (asked && !folds.has(group)) folds.set(group, group.open);
      const any = group.querySelector('.param-field:not([hidden])') !== null;
      group.hidden = !any;
      if (asked) group.open = any;
      else if (folds.has(group)) group.open = folds.get(group);
    }
    if (!asked) folds.clear();
    const told = asked ? t(`找到 ${found} 个`, `${found} found`) : '';
    line.textContent = told;
    clearTimeout(silence);
    if (asked) silence = setTimeout(() => say(told), 600);
  };
  const count = () => {
    for (const group of form.querySelectorAll('.group')) {
      const number = group.querySelector('[data-count]');
      if (number) number.firstChild.data = String([...group.querySelectorAll('.param-field')].filter(isSet).length);
    }
  };
  input.addEventListener('input', (event) => { if (!event.isComposing) narrow(); });
  input.addEventListener('compositionend', narrow);
  only.addEventListener('change', narrow);
  search.addEventListener('submit', (event) => { event.preventDefault(); narrow(); });
  form?.addEventListener('input', count);
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

const search = document.querySelector('form[data-params]');
if (search) finder(search);
