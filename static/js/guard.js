// Unsaved changes: form[data-guard] asks before one leaves with other values than were loaded, and
// shows its [data-dirty] element meanwhile. What only steers the preview (c.*) is no change. Ctrl/Cmd+Enter saves.

const guarded = new Map();

const snapshot = (form) => JSON.stringify([...new FormData(form)].filter(([name]) => name !== 'csrf_token' && !name.startsWith('c.')).map(String));

// After a refused save the values on the page are not those of the store.
const refused = Boolean(document.getElementById('errors'));

for (const form of document.querySelectorAll('form[data-guard]')) {
  guarded.set(form, refused || form.dataset.guard === 'unsaved' ? '' : snapshot(form));
  const note = form.querySelector('[data-dirty]');
  const look = () => { if (note) note.hidden = snapshot(form) === guarded.get(form); };
  form.addEventListener('input', look);
  form.addEventListener('change', look);
  form.addEventListener('reset', () => setTimeout(look));
  if (refused) look();
  form.addEventListener('submit', () => guarded.delete(form));
}

// A page that comes back from the browser's memory is guarded again.
addEventListener('pageshow', (event) => {
  if (event.persisted) for (const form of document.querySelectorAll('form[data-guard]')) guarded.set(form, guarded.get(form) ?? snapshot(form));
});

addEventListener('beforeunload', (event) => {
  for (const [form, before] of guarded) if (snapshot(form) !== before) event.preventDefault();
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest?.('form[method="post"]') ?? document.querySelector('form[data-guard]');
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector('[data-save]'));
});
