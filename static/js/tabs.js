// Tabs: the sections [data-tab] of [data-tabs] stand one below the other without script, side by side with it.

/** Which tab was chosen last, by the label of its list; it survives a new preview. */
const chosen = new Map();

export function tabs(root) {
  for (const box of root.querySelectorAll('[data-tabs]')) build(box);
}

function build(box) {
  const panels = [...box.querySelectorAll(':scope > [data-tab]')];
  if (panels.length < 2 || box.querySelector(':scope > .tabs')) return;
  const name = box.getAttribute('aria-label');
  const list = document.createElement('div');
  list.className = 'tabs';
  list.setAttribute('role', 'tablist');
  list.setAttribute('aria-label', name);
  box.removeAttribute('aria-label');
  const last = (path) => path.split('/').pop();
  const unique = new Set(panels.map((panel) => last(panel.dataset.tab))).size === panels.length;
  const buttons = panels.map((panel) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = unique ? last(panel.dataset.tab) : panel.dataset.tab;
    button.id = `${panel.id}-tab`;
    button.setAttribute('role', 'tab');
    button.setAttribute('aria-controls', panel.id);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', button.id);
    return button;
  });
  const show = (at) => {
    buttons.forEach((button, n) => {
      button.setAttribute('aria-selected', String(n === at));
      button.tabIndex = n === at ? 0 : -1;
      panels[n].hidden = n !== at;
    });
    chosen.set(name, panels[at].dataset.tab);
  };
  list.addEventListener('click', (event) => {
    const at = buttons.indexOf(event.target);
    if (at >= 0) show(at);
  });
  list.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = (to + buttons.length) % buttons.length;
    show(next);
    buttons[next].focus();
  });
  list.append(...buttons);
  box.prepend(list);
  show(Math.max(0, panels.findIndex((panel) => panel.dataset.tab === chosen.get(name))));
}
