import { strict as assert } from 'node:assert';
import { hosting, snapshot } from '../fixtures';
import { room } from '../room-scene';
import { usePanel } from '../use-panel';

const answer = 'Deskmate can’t send pictures or files yet. Send text, or a link to the file.';

describe('a picture or a file that is pasted or dropped', () => {
  const panel = usePanel();
  const told = () => panel.page.getByRole('alert').getByText(answer);

  /** Pastes or drops; says whether the page has kept the browser from doing it. */
  const give = (type: 'paste' | 'drop' | 'dragover', data: Record<string, string>, files: number) =>
    panel.page.evaluate(
      ([kind, texts, count]) => {
        const transfer = new DataTransfer();
        for (let i = 0; i < count; i++) {
          transfer.items.add(new File(['x'], `${i}.png`, { type: 'image/png' }));
        }
        for (const [format, text] of Object.entries(texts)) transfer.setData(format, text);
        const init = { bubbles: true, cancelable: true };
        const event =
          kind === 'paste'
            ? new ClipboardEvent(kind, { ...init, clipboardData: transfer })
            : new DragEvent(kind, { ...init, dataTransfer: transfer });
        (document.querySelector('#composer') ?? document.body).dispatchEvent(event);
        return event.defaultPrevented;
      },
      [type, data, files] as const,
    );

  it('shows an error, in every room, until the person goes on', async () => {
    for (const content of [room([]), snapshot({ status: hosting })]) {
      for (const type of ['paste', 'drop'] as const) {
        await panel.open(content);
        assert.equal(await told().count(), 0);
        const prevented = await give(type, {}, 1);
        assert.equal(prevented, type === 'drop', 'the browser would open what is dropped');
        await told().waitFor();
        await panel.composer.fill('a link then');
        assert.equal(await told().count(), 0);
      }
    }
  });

  it('can be dropped, so that the error shows', async () => {
    await panel.open(room([]));
    assert.ok(await give('dragover', {}, 1));
    assert.ok(await give('drop', { 'text/uri-list': 'file:///home/ann/main.c' }, 0));
    await told().waitFor();
  });

  it('doesn’t affect text, which pastes and drops as usual', async () => {
    await panel.open(room([]));
    assert.equal(await give('paste', { 'text/plain': 'hello' }, 0), false);
    assert.equal(
      await give('paste', { 'text/plain': 'cells', 'text/html': '<b>cells</b>' }, 1),
      false,
    );
    assert.equal(await give('drop', { 'text/plain': 'hello' }, 0), false);
    assert.equal(await told().count(), 0);
  });
});
