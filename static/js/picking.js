// Choosing rows of a list: all of the page at once, and how many they are. Without it each row has
// its own box, and the bar appears by style alone.

for (const form of document.querySelectorAll('[data-picking]')) {
  const all = form.querySelector('[data-all]');
  const rows = () => [...form.querySelectorAll('tbody input[name="ids"]')];
  const count = form.querySelector('[data-count]');
  const tell = () => {
    const chosen = rows().filter((row) => row.checked).length;
    if (count) count.textContent = String(chosen);
    all.checked = chosen > 0 && chosen === rows().length;
    all.indeterminate = chosen > 0 && !all.checked;
  };
  all.addEventListener('change', () => {
    for (const row of rows()) row.checked = all.checked;
    tell();
  });
  form.addEventListener('change', (event) => {
    if (event.target !== all) tell();
  });
  // The browser may have kept the boxes of an earlier visit.
  tell();
}
