// Rows of JSON values: button[name=act] asks the server for the field with a row more, less or
// elsewhere, button[name=inherit] for the enterprise's value, and only this field is put in. Without script the whole page comes back.
import { parse, reveal, say, t } from './page.js';

document.addEventListener('click', async (event) => {
  // Enter in a field presses this one; with script the preview follows by itself.
  if (event.target.closest('[data-default]')) return event.preventDefault();
  const button = event.target.closest('form[data-live] :is(button[name="act"], button[name="inherit"])');
  const part = button?.closest('.param-field');
  if (!part) return;
  event.preventDefault();
  if (part.getAttribute('aria-busy')) return;
  part.setAttribute('aria-busy', 'true');
  const body = new URLSearchParams(new FormData(button.form));
  body.append(button.name, button.value);
  try {
    const answer = await fetch(button.formAction, { method: 'POST', body });
    if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
    const fresh = parse(await answer.text()).querySelector(`#${CSS.escape(part.id)}`);
    if (!fresh) throw new Error('no field');
    fresh.querySelectorAll('details').forEach((fold, at) => { fold.open ||= part.querySelectorAll('details')[at]?.open; });
    const form = button.form;
    part.replaceWith(fresh);
    const next = fresh.querySelector('[autofocus]');
    if (next) {
      reveal(next);
      next.focus();
    }
    form.dispatchEvent(new Event('input', { bubbles: true }));
  } catch {
    part.removeAttribute('aria-busy');
    say(t('没有改动：门户暂时没有应答，请再试一次', 'Nothing was changed: the portal does not answer; try again'));
  }
});
