import { strict as assert } from 'node:assert';
import { hosting, snapshot } from '../fixtures';
import { room } from '../room-scene';
import { usePanel } from '../use-panel';

const reason = 'Deskmate can’t send pictures or files yet. Send text, or a link to the file.';

describe('a pasted or dropped picture or file', () => {
  const panel = usePanel();
  const alert = () => panel.page.getByRole('alert').getByText(reason);

  /** Pastes or drops. @returns whether the page prevented the browser's default action */
  const transfer = (
    type: 'paste' | 'drop' | 'dragover',
    contents: Record<string, string>,
    files: number,
  ) =>
    panel.page.evaluate(
      ([kind, texts, count]) => {
        const data = new DataTransfer();
        for (let i = 0; i < count; i++) {
          data.items.add(new File(['x'], `${i}.png`, { type: 'image/png' }));
        }
        for (const [format, text] of Object.entries(texts)) data.setData(format, text);
        const init = { bubbles: true, cancelable: true };
        const event =
          kind === 'paste'
            ? new ClipboardEvent(kind, { ...init, clipboardData: data })
            : new DragEvent(kind, { ...init, dataTransfer: data });
        (document.querySelector('#composer') ?? document.body).dispatchEvent(event);
        return event.defaultPrevented;
      },
      [type, contents, files] as const,
    );

  it('shows an error in every room until the user types something', async () => {
    for (const content of [room([]), snapshot({ status: hosting })]) {
      for (const type of ['paste', 'drop'] as const) {
        await panel.open(content);
        assert.equal(await alert().count(), 0);
        const prevented = await transfer(type, {}, 1);
        assert.equal(prevented, type === 'drop', 'the browser would open what is dropped');
        await alert().waitFor();
        await panel.composer.fill('a link then');
        assert.equal(await alert().count(), 0);
      }
    }
  });

  it('can be dropped, so that the error appears', async () => {
    await panel.open(room([]));
    assert.ok(await transfer('dragover', {}, 1));
    assert.ok(await transfer('drop', { 'text/uri-list': 'file:///home/ann/main.c' }, 0));
    await alert().waitFor();
  });

  it('shows no error if it is text, which pastes and drops as usual', async () => {
    await panel.open(room([]));
    assert.equal(await transfer('paste', { 'text/plain': 'hello' }, 0), false);
    assert.equal(
      await transfer('paste', { 'text/plain': 'cells', 'text/html': '<b>cells</b>' }, 1),
      false,
    );
    assert.equal(await transfer('drop', { 'text/plain': 'hello' }, 0), false);
    assert.equal(await alert().count(), 0);
  });
});
