// Refused input: the summary gets the focus. Its links, and those of findings, open the
// folds around their fields.
import { reveal } from './page.js';

document.querySelectorAll('details .error').forEach(reveal);

document.getElementById('errors')?.focus();

document.addEventListener('click', (event) => {
  const link = event.target.closest('#errors a[href^="#"], a[data-leads]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const hidden = field.closest('.param-field[hidden]');
  if (hidden) {
    hidden.hidden = false;
    hidden.closest('.group').hidden = false;
  }
  reveal(field);
  (field.closest('.field') ?? field).scrollIntoView({ block: 'center' });
  field.focus({ preventScroll: true });
});
