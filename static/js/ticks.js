// Check-lists: ticks are kept in this browser, per person and window; what is left to do is said.
import { t } from './page.js';

for (const list of document.querySelectorAll('[data-ticks]')) keepTicks(list);

function keepTicks(list) {
  const key = `ticks ${list.dataset.ticks}`;
  const boxes = [...list.querySelectorAll('input[type="checkbox"]')];
  // A tick belongs to its words: a check-list may change with a new version of the portal.
  const words = (box) => box.closest('label').textContent.trim();
  let kept = [];
  try { kept = JSON.parse(localStorage.getItem(key)) ?? []; } catch { /* storage is switched off */ }
  for (const box of boxes) box.checked ||= kept.includes(words(box));
  list.addEventListener('change', () => {
    try { localStorage.setItem(key, JSON.stringify(boxes.filter((box) => box.checked).map(words))); } catch { /* not kept */ }
    tell(boxes);
  });
  tell(boxes);
}

function tell(boxes) {
  const line = document.getElementById('ticks-left');
  if (!line) return;
  const left = boxes.filter((box) => !box.checked).length;
  line.hidden = left === 0;
  const text = t(`检查清单还有 ${left} 项没有勾选。代码装好之前请先做完。`, `${left} of the check-list ${left === 1 ? 'is' : 'are'} not ticked. Finish them before you install the code.`);
  if (line.lastElementChild.textContent !== text) line.lastElementChild.textContent = text;
}
