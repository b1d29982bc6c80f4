// Small things: printing, passwords to look at, dialogs for browsers without invoker commands, colour pickers, relative times.

const invokers = 'commandForElement' in HTMLButtonElement.prototype;

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-open]');
  const dialog = opener && document.querySelector(opener.dataset.open);
  if (dialog && !(invokers && opener.matches('button[commandfor]'))) {
    event.preventDefault();
    dialog.showModal();
  }
  const closer = event.target.closest('[data-close]');
  if (closer && !(invokers && closer.matches('button[commandfor]'))) closer.closest('dialog')?.close();
});

for (const picker of document.querySelectorAll('[data-colour]')) {
  const field = document.querySelector(picker.dataset.colour);
  if (!field) continue;
  picker.hidden = false;
  picker.parentElement.querySelector('.swatch')?.remove();
  picker.addEventListener('input', () => {
    field.value = 'hash' in picker.dataset ? picker.value : picker.value.slice(1);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  field.addEventListener('input', () => {
    const digits = field.value.trim().replace(/^#/, '');
    if (/^[0-9a-f]{6}$/i.test(digits)) picker.value = `#${digits}`;
  });
}

document.addEventListener('click', (event) => { if (event.target.closest('[data-print]')) print(); });

document.addEventListener('click', (event) => {
  const toggle = event.target.closest('[data-show]');
  const field = toggle && document.querySelector(toggle.dataset.show);
  if (!field) return;
  const shown = field.type === 'password';
  field.type = shown ? 'text' : 'password';
  toggle.setAttribute('aria-pressed', String(shown));
});

const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'auto' });
for (const time of document.querySelectorAll('time[data-rel]')) {
  const minutes = Math.round((new Date(time.dateTime) - Date.now()) / 60000);
  let words = '';
  if (Math.abs(minutes) < 60) words = relative.format(minutes, 'minute');
  else if (Math.abs(minutes) < 1440) words = relative.format(Math.round(minutes / 60), 'hour');
  // The title says the time in UTC.
  if (words) time.title = [words, time.title].filter(Boolean).join(' · ');
}
