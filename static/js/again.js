// section[data-again] waits for something that runs in the background: it asks for its own page again until that is
// over. Without script there is a link for it.
import { parse } from './page.js';

const PAUSE = 1000;

async function again(section) {
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
    const next = answer.ok && !answer.redirected && parse(await answer.text()).querySelector('[data-follow]');
    if (next) section.replaceWith(next);
  } catch {
    // The portal does not answer at the moment; it is asked again.
  }
  follow();
}

function follow() {
  const section = document.querySelector('[data-again]');
  if (section) setTimeout(again, PAUSE, section);
}

follow();
