// Live preview: form[data-live] posts itself to that address and puts the answer in place of #live.
// Without script a button of the same form does this with a whole page.
import { parse, say, t } from './page.js';
import { tabs } from './tabs.js';

const DELAY = 200;

function watch(form) {
  let timer;
  let running;
  let over = false;
  let composing = false;
  let sent = values(form).toString();

  const refresh = async () => {
    const body = values(form);
    if (body.toString() === sent) return;
    sent = body.toString();
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    document.getElementById('live')?.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(form.dataset.live, {
        method: 'POST',
        body,
        headers: { 'X-Fragment': '1' },
        signal,
      });
      if (answer.redirected) {
        // The session is over. What was typed stays; signing in elsewhere brings it back to life.
        over = true;
        say(t('登录已过期：请在新标签页登录，再回到这里保存', 'You are signed out: sign in in another tab, then save here'));
        return;
      }
      if (!answer.ok && answer.status !== 422 && answer.status !== 409) throw new Error(String(answer.status));
      const html = await answer.text();
      if (signal.aborted) return;
      // Moving a field would break off what an input method is composing; its end asks again.
      if (composing) { sent = null; return; }
      replace(form, html);
    } catch (error) {
      if (error.name === 'AbortError') return;
      sent = null;
      document.getElementById('live')?.removeAttribute('aria-busy');
      say(t('预览没有更新：门户暂时没有应答', 'The preview was not updated: the portal does not answer'));
    }
  };

  const soon = (event) => {
    if (over || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, DELAY);
  };
  // Another kind of entry has other fields: the whole page is drawn anew, with what was typed.
  form.addEventListener('change', (event) => {
    const again = form.querySelector('[data-refresh]');
    if (event.target.name === 'target' && again) form.requestSubmit(again);
  });
  // Fields that only name their form stand elsewhere on the page.
  const mine = (event) => { if (event.target.form === form) soon(event); };
  document.addEventListener('compositionstart', () => { composing = true; });
  document.addEventListener('compositionend', () => { composing = false; });
  for (const kind of ['input', 'change', 'compositionend']) document.addEventListener(kind, mine);
  form.addEventListener('submit', () => { clearTimeout(timer); running?.abort(); });
}

const scrollers = (live) => [live, ...live.querySelectorAll('.card-body, pre')];

const values = (form) => new URLSearchParams(new FormData(form));

function replace(form, html) {
  const old = document.getElementById('live');
  const fresh = parse(html).querySelector('#live');
  if (!old || !fresh) return;
  const folds = [...old.querySelectorAll('details')];
  fresh.querySelectorAll('details').forEach((fold, at) => { if (folds[at]) fold.open = folds[at].open; });
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  // What steers the drawing may have been changed since the answer was asked for: it stays as it is.
  const steering = old.querySelector('.conditions');
  if (steering) fresh.querySelector('.conditions')?.replaceWith(steering);
  const again = focused?.dataset.copy && `[data-copy="${focused.dataset.copy}"]`;
  const scrolled = scrollers(old).map((part) => [part.scrollTop, part.scrollLeft]);
  old.replaceWith(fresh);
  tabs(fresh);
  scrollers(fresh).forEach((part, at) => { if (scrolled[at]) [part.scrollTop, part.scrollLeft] = scrolled[at]; });
  if (again) fresh.querySelector(again)?.focus();
  else if (steering?.contains(focused)) focused.focus({ preventScroll: true });
  states(form, fresh);
}

/** Greys the fields that have no effect at the moment and says why; the values stay. What colours and
    rows come to is said beside them. */
function states(form, fresh) {
  const list = fresh.querySelector('#field-states');
  if (!list) return;
  const known = new Map([...list.children].map((item) => [item.dataset.field, item.dataset]));
  const put = (line, text) => { if (line && line.textContent !== text) line.textContent = text; };
  for (const part of form.querySelectorAll('.param-field')) {
    const state = known.get(part.id.slice(2)) ?? {};
    const field = part.querySelector('.field');
    const reason = field?.querySelector(':scope > .notes > .reason');
    if (reason) {
      field.classList.toggle('inactive', Boolean(state.inactive));
      put(reason, state.inactive ?? '');
    }
    put(part.querySelector('.contrast'), state.contrast ?? '');
    inherits(part.querySelector('.inherits'), state.standing);
    const result = part.querySelector('.result');
    if (!result) continue;
    put(result.querySelector('[data-json]'), state.json ?? '');
    put(result.querySelector('[data-length]'), String([...state.json ?? ''].length));
    put(result.querySelector('[data-encoded]'), state.encoded ?? '');
    put(result.querySelector('[data-encoded-length]'), String([...state.encoded ?? ''].length));
  }
}

/** Says whose value is in force, where the enterprise gives one. */
function inherits(line, standing) {
  if (!line || !standing || line.dataset.standing === standing) return;
  line.dataset.standing = standing;
  const word = line.querySelector('[data-standing-word]');
  word.textContent = word.dataset[standing];
  word.classList.toggle('tag-info', standing === 'inherited');
  word.classList.toggle('tag-off', standing !== 'inherited');
  line.querySelector('[data-give-back]').hidden = standing === 'inherited';
}

for (const form of document.querySelectorAll('form[data-live]')) watch(form);
