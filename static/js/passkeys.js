// button[data-passkey] asks the browser to make a passkey ("add") or to show one ("show"), and posts what it answers
// with the form around it. A file of its own: only the pages that ask load it.

const button = document.querySelector('[data-passkey]');
const said = document.getElementById('credential');

const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

function letters(buffer) {
  const text = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function add(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  return { made, response: { attestationObject: letters(made.response.attestationObject) } };
}

async function show(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) };
  const made = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = made.response;
  const response = {
    authenticatorData: letters(authenticatorData),
    signature: letters(signature),
    userHandle: userHandle ? letters(userHandle) : null,
  };
  return { made, response };
}

/** What went wrong, by the names that browsers give it. */
const WORDS = { NotAllowedError: 'cancelled', AbortError: 'cancelled', InvalidStateError: 'known', SecurityError: 'refused', NotSupportedError: 'missing' };

function tell(word) {
  said.textContent = word ? said.dataset[word] : '';
}

async function answer(form) {
  const name = form.elements.namedItem('name');
  const length = name ? [...name.value.trim()].length : 1;
  if (length === 0 || length > 64) {
    tell('nameless');
    name.focus();
    return;
  }
  button.disabled = true;
  tell('waits');
  try {
    const { publicKey } = JSON.parse(button.dataset.options);
    const { made, response } = await (button.dataset.passkey === 'add' ? add : show)(publicKey);
    response.clientDataJSON = letters(made.response.clientDataJSON);
    const { id, type } = made;
    form.elements.namedItem('credential').value = JSON.stringify({ id, rawId: letters(made.rawId), type, response });
    form.submit();
  } catch (error) {
    tell(WORDS[error.name] ?? 'failed');
    button.disabled = false;
    button.focus();
  }
}

if (button && said) {
  if (globalThis.PublicKeyCredential) {
    button.form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!button.disabled) answer(button.form);
    });
  } else {
    button.disabled = true;
    tell('missing');
  }
}
