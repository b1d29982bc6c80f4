// The palette: Ctrl/Cmd+K or "/" opens it. First the pages that were visited last (kept in this browser
// only, gone with the sign-out), then pages and actions, then what the portal finds. "?" lists the keys;
// keys that are single characters can be switched off there. Without script the link leads to /search.
import { parse, say, t } from './page.js';

const VISITED = 'jieru-visited';
const SINGLE_KEYS = 'jieru-keys';
const WAIT = 160;
const shell = document.querySelector('.shell');

/** Storage may be full or forbidden; then nothing is remembered. */
function kept(name, value) {
  try {
    if (value === undefined) return localStorage.getItem(name);
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch { /* forbidden */ }
  return null;
}

const visitedPages = () => {
  try { return JSON.parse(kept(VISITED) ?? '[]').filter(({ href, title }) => href && title); } catch { return []; }
};

function remember() {
  const title = document.querySelector('h1')?.textContent.trim();
  const href = location.pathname;
  // Queries hold what was typed, so only paths are kept; a page with errors answers a form.
  if (!title || href === '/search' || document.getElementById('errors') || !document.querySelector('.topbar')) return;
  const within = document.querySelector('.crumbs a[href^="/e/"]')?.textContent.trim() ?? '';
  const others = visitedPages().filter((page) => page.href !== href);
  kept(VISITED, JSON.stringify([{ href, title, within }, ...others].slice(0, 6)));
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function optionOf({ href, title, within }) {
  const more = within ? [' ', element('span', { class: 'palette-more' }, within)] : [];
  return element('a', { role: 'option', tabindex: '-1', href }, element('span', { class: 'palette-name' }, title), ...more);
}

function groupOf(id, label, pages) {
  if (!pages.length) return [];
  const head = element('p', { class: 'palette-label', role: 'presentation', id }, label);
  return [element('div', { role: 'group', 'aria-labelledby': id }, head, ...pages.map(optionOf))];
}

const fitting = (pages, typed) => {
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return pages.filter(({ title, within }) => parts.every((part) => `${title} ${within ?? ''}`.toLowerCase().includes(part)));
};

const sidebarPages = () => [...document.querySelectorAll('#nav li a')].map((link) => ({ href: link.getAttribute('href'), title: link.textContent.trim(), within: '' }));

function palette() {
  const input = element('input', {
    type: 'text', inputmode: 'search', enterkeyhint: 'go', role: 'combobox', autocomplete: 'off', spellcheck: 'false', 'aria-expanded': 'true', 'aria-autocomplete': 'list',
    'aria-controls': 'palette-list', 'aria-label': t('搜索页面、操作和对象', 'Search pages, actions and objects'),
    placeholder: t('名称、编号、链接、操作…', 'Name, id, link, action…'),
  });
  const list = element('div', { id: 'palette-list', class: 'palette-list', role: 'listbox', 'aria-label': t('结果', 'Results') });
  const close = element('button', { type: 'button', class: 'btn btn-small' }, t('关闭', 'Close'));
  const foot = element('div', { class: 'palette-foot' }, element('span', {}, t('↑↓ 选择', '↑↓ choose')), element('span', {}, t('回车 打开', 'Enter opens')), element('span', {}, t('Esc 关闭', 'Esc closes')), close);
  const dialog = element('dialog', { id: 'palette', class: 'palette', 'aria-label': t('快速搜索', 'Quick search') }, element('div', { class: 'palette-head' }, input), list, foot);
  document.body.append(dialog);

  let timer;
  let running;
  let composing = false;
  let answer = null;
  let told = '';

  const options = () => [...list.querySelectorAll('[role="option"]')];
  const chosen = () => list.querySelector('[aria-selected="true"]');

  const choose = (option) => {
    chosen()?.setAttribute('aria-selected', 'false');
    if (!option) { input.removeAttribute('aria-activedescendant'); return; }
    option.setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  };

  const draw = () => {
    const typed = input.value.trim();
    const before = chosen()?.getAttribute('href');
    const here = location.pathname;
    const last = fitting(visitedPages().filter((page) => page.href !== here).slice(0, 5), typed);
    const seen = new Set(last.map((page) => page.href));
    const pages = fitting(sidebarPages().filter((page) => !seen.has(page.href)), typed).slice(0, typed ? 5 : 7);
    list.replaceChildren(
      ...groupOf('palette-visited', t('最近访问', 'Visited last'), last),
      ...groupOf('palette-pages', t('页面', 'Pages'), pages),
      ...(answer ? [...answer.cloneNode(true).children] : []),
    );
    // What was pasted as a whole comes before anything that only resembles it.
    const exact = list.querySelector('[aria-labelledby="palette-exact"]');
    if (exact) list.prepend(exact);
    options().forEach((option, at) => { option.id = `palette-option-${at}`; option.setAttribute('aria-selected', 'false'); });
    if (!options().length && !list.children.length) list.append(element('p', { class: 'palette-label', role: 'presentation' }, answer ? t('没有找到', 'Nothing found') : t('正在查找…', 'Searching…')));
    choose(options().find((option) => option.getAttribute('href') === before) ?? options()[0]);
  };

  const ask = async () => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    const query = new URLSearchParams({ q: input.value.trim(), at: location.pathname });
    try {
      const reply = await fetch(`/search?${query}`, { headers: { 'X-Fragment': '1' }, signal });
      if (reply.redirected) { location.reload(); return; }
      if (!reply.ok) throw new Error(String(reply.status));
      const html = await reply.text();
      if (signal.aborted || composing) return;
      answer = parse(html).querySelector('#palette-found');
      if (answer?.querySelector('.note-bad')) input.value = '';
      draw();
      const count = t(`${options().length} 项`, `${options().length} results`);
      if (input.value.trim() && count !== told) say(count);
      told = count;
    } catch (error) {
      if (error.name !== 'AbortError') say(t('没有查到：门户暂时没有应答', 'Nothing was looked up: the portal does not answer'));
    }
  };

  const typed = () => {
    if (composing) return;
    clearTimeout(timer);
    running?.abort();
    answer = null;
    draw();
    timer = setTimeout(ask, WAIT);
  };

  input.addEventListener('input', (event) => { if (!event.isComposing) typed(); });
  input.addEventListener('compositionstart', () => { composing = true; });
  input.addEventListener('compositionend', () => { composing = false; typed(); });
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || composing) return;
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      choose(all[(at + step + all.length) % all.length]);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const option = chosen();
      // A pasted text may be quicker than the answer: the search page knows where it leads.
      if (timer && !answer && input.value.trim()) location.assign(`/search?${new URLSearchParams({ q: input.value.trim() })}`);
      else if (option && (event.ctrlKey || event.metaKey)) open(option.href, '_blank', 'noopener');
      else option?.click();
    }
  });
  list.addEventListener('mousemove', (event) => {
    const option = event.target.closest('[role="option"]');
    if (option && option !== chosen()) choose(option);
  });
  list.addEventListener('click', (event) => {
    // On the page where one is already, there is nothing to load.
    if (event.target.closest('[role="option"]') && !event.ctrlKey && !event.metaKey) dialog.close();
  });
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener('close', () => { clearTimeout(timer); running?.abort(); });

  return () => {
    if (document.querySelector('dialog[open]')) return;
    input.value = '';
    answer = null;
    timer = 0;
    dialog.showModal();
    input.focus();
    draw();
    ask();
  };
}

function keysDialog() {
  const row = (keys, words) => [element('dt', {}, ...keys.flatMap((key, at) => (at ? [' ', element('kbd', {}, key)] : [element('kbd', {}, key)]))), element('dd', {}, words)];
  const box = element('input', { type: 'checkbox', id: 'single-keys' });
  const close = element('button', { type: 'button', class: 'btn btn-primary' }, t('知道了', 'Close'));
  const body = element('div', { class: 'card-body stack' },
    element('h2', { id: 'keys-title' }, t('键盘快捷键', 'Keyboard shortcuts')),
    element('dl', { class: 'keys-list' },
      ...row(['Ctrl/⌘', 'K'], t('快速搜索', 'Quick search')),
      ...row(['/'], t('快速搜索，或本页的查找框', 'Quick search, or the finder of the page')),
      ...row(['?'], t('显示这张表', 'Show this list')),
      ...JUMPS.flatMap(([key, , words]) => row(['g', key], words)),
      ...row(['Ctrl/⌘', '↵'], t('保存表单', 'Save the form'))),
    element('label', { class: 'box' }, box, element('span', {}, t('启用单个字符的快捷键（/、?、g …），只影响这个浏览器', 'Use keys that are single characters (/, ?, g …); for this browser only'))),
    element('div', { class: 'actions end' }, close));
  const dialog = element('dialog', { id: 'keys', 'aria-labelledby': 'keys-title' }, body);
  box.addEventListener('change', () => kept(SINGLE_KEYS, box.checked ? null : 'off'));
  close.addEventListener('click', () => dialog.close());
  document.body.append(dialog);
  return () => {
    if (document.querySelector('dialog[open]')) return;
    box.checked = kept(SINGLE_KEYS) !== 'off';
    dialog.showModal();
    close.focus();
  };
}

/** Second key, the end of the address in the sidebar, and what it is called. */
const JUMPS = [
  ['e', '/enterprises', t('企业', 'Enterprises')],
  ['w', '/windows', t('聊天窗', 'Chat windows')],
  ['c', '/accounts', t('渠道账号', 'Channel accounts')],
  ['k', '/keys', t('安全密钥', 'Security keys')],
  ['a', '/history', t('历史', 'History')],
  ['d', '/dev', t('开发者', 'Developers')],
  ['h', '/help', t('帮助', 'Help')],
];

const isTyping = (target) => target.closest?.('input, textarea, select, [contenteditable]:not([contenteditable="false"])');

function listenForKeys(openPalette, openKeys) {
  let jumping = 0;
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key?.toLowerCase() === 'k') {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || kept(SINGLE_KEYS) === 'off' || document.querySelector('dialog[open]')) return;
    const since = Date.now() - jumping;
    jumping = 0;
    const jump = since < 1500 && JUMPS.find(([key]) => key === event.key);
    const link = jump && [...document.querySelectorAll('#nav li a')].reverse().find((one) => one.getAttribute('href').endsWith(jump[1]));
    if (link) {
      event.preventDefault();
      link.click();
    } else if (event.key === '/') {
      event.preventDefault();
      // Where a page has a finder of its own, that one is nearer.
      const finder = document.querySelector('main form[data-filter] input[type="search"]');
      if (finder) finder.focus();
      else openPalette();
    } else if (event.key === '?') {
      event.preventDefault();
      openKeys();
    } else if (event.key === 'g') {
      jumping = Date.now();
    }
  });
}

const opener = document.querySelector('a[data-search]');
if (shell && opener) {
  remember();
  let shown;
  let keys;
  const openPalette = () => { shown ??= palette(); shown(); };
  listenForKeys(openPalette, () => { keys ??= keysDialog(); keys(); });
  opener.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openPalette();
  });
  const kbd = opener.querySelector('kbd');
  if (kbd && /Mac|iP/.test(navigator.platform)) kbd.textContent = '⌘K';
}
// Whoever signs out, or has to sign in, leaves nothing behind.
document.addEventListener('submit', (event) => { if (event.target.getAttribute('action') === '/logout') kept(VISITED, null); });
if (document.querySelector('form[action="/login"]')) kept(VISITED, null);
