// Refused input: the summary gets the focus, and its links open the folds around their fields.
import { reveal } from './page.js';

document.querySelectorAll('details .error').forEach(reveal);

const summary = document.getElementById('errors');
summary?.focus();
summary?.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  reveal(field);
  (field.closest('.field') ?? field).scrollIntoView({ block: 'center' });
  field.focus({ preventScroll: true });
});
