// A chosen file is read into a field: input[type=file][data-reads="#field"]. Nothing is sent before the
// form is. Excel saves CSV as GBK on Chinese Windows; that is read, too.
import { say, t } from './page.js';

const LARGEST = 1024 * 1024;

function decoded(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

document.addEventListener('change', async (event) => {
  const input = event.target.closest?.('input[type="file"][data-reads]');
  const field = input && document.querySelector(input.dataset.reads);
  const file = input?.files[0];
  if (!field || !file) return;
  if (file.size > LARGEST) {
    say(t('文件超过 1 MB，没有读取', 'The file has more than 1 MB and was not read'));
    return;
  }
  try {
    field.value = decoded(await file.arrayBuffer());
    field.dispatchEvent(new Event('input', { bubbles: true }));
    say(t('已读入文件，请核对', 'The file was read; compare it now'));
  } catch {
    say(t('文件读不出来', 'The file could not be read'));
  }
});
