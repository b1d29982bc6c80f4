// Copy buttons: [data-copy="#id"] copies the text of that element, and of no other.
import { say, t } from './page.js';

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  const source = button && document.querySelector(button.dataset.copy);
  if (!source) return;
  const text = source.value ?? source.textContent;
  if (await written(text, button)) {
    const count = [...text].length;
    const version = taken(button);
    done(button);
    say(t(`已复制 ${count} 个字符${version && `，${version}`}`, `Copied ${count} characters${version && `, ${version}`}`));
  } else {
    select(source);
    const key = /Mac|iP/.test(navigator.platform) ? '⌘C' : 'Ctrl+C';
    say(t(`已选中，请按 ${key}`, `Selected, press ${key}`));
  }
});

/** On install pages and beside a revealed secret, tells the portal what was taken away; says of which
    release it is. */
function taken(button) {
  const form = document.getElementById('take');
  const what = button.closest('[data-what]')?.dataset.what;
  if (!form || !what) return '';
  if (what !== 'policy') {
    const fields = new URLSearchParams(new FormData(form));
    fields.set('what', what);
    fetch(form.action, { method: 'POST', body: fields, headers: { 'X-Fragment': '1' }, keepalive: true }).catch(() => {});
  }
  return form.dataset.release === 'draft' ? t('草稿', 'draft') : form.dataset.release;
}

/** The clipboard needs https; the older way works on plain http too. */
async function written(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.className = 'vh';
    area.value = text;
    // Beside the button, because the rest of the page is inert while a dialog is open.
    button.after(area);
    area.select();
    let copied = false;
    try { copied = document.execCommand('copy'); } catch { /* not allowed */ }
    area.remove();
    button.focus();
    return copied;
  }
}

function select(source) {
  if (source.select) source.select();
  else getSelection().selectAllChildren(source);
}

function done(button) {
  const word = button.querySelector('span:not(.vh)');
  button.classList.add('copied');
  if (word) {
    button.dataset.word ??= word.textContent;
    word.textContent = t('已复制', 'Copied');
  }
  clearTimeout(button.timer);
  button.timer = setTimeout(() => {
    button.classList.remove('copied');
    if (word) word.textContent = button.dataset.word;
  }, 2000);
}
