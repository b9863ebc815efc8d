import { strict as assert } from 'node:assert';
import { hosting, snapshot, strings } from '../fixtures';
import { own, room } from '../room-scene';
import { usePanel } from '../use-panel';

interface Contents {
  /** By format. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Names. */
  readonly files?: readonly string[];
  readonly shiftKey?: boolean;
}

describe('a pasted or dropped file', () => {
  const panel = usePanel();

  /** Pastes, drags or drops. @returns whether the page prevented the browser's default action */
  const transfer = (
    type: 'paste' | 'drop' | 'dragenter' | 'dragover',
    { texts = {}, files = [], shiftKey = false }: Contents,
  ) =>
    panel.page.evaluate(
      ([kind, formats, names, shift]) => {
        const data = new DataTransfer();
        for (const name of names) data.items.add(new File(['x'], name, { type: 'image/png' }));
        for (const [format, text] of Object.entries(formats)) data.setData(format, text);
        const init = { bubbles: true, cancelable: true };
        const event =
          kind === 'paste'
            ? new ClipboardEvent(kind, { ...init, clipboardData: data })
            : new DragEvent(kind, { ...init, dataTransfer: data, shiftKey: shift });
        (document.querySelector('#composer') ?? document.body).dispatchEvent(event);
        return event.defaultPrevented;
      },
      [type, texts, files, shiftKey] as const,
    );
  const offered = async () => (await panel.postedOf('offerFile')).map(({ name }) => name);
  const overlay = () => panel.page.locator('.drop-overlay');
  const alert = (reason: string) => panel.page.getByRole('alert').getByText(reason);

  it('is offered to the host, before anything of it is read', async () => {
    await panel.open(room([]));
    assert.ok(await transfer('paste', { files: ['notes.txt'] }));
    assert.ok(await transfer('drop', { files: ['a.log', 'b.log'] }));
    assert.deepEqual(await panel.postedOf('offerFile'), [
      { type: 'offerFile', key: 1, name: 'notes.txt', size: 1 },
      { type: 'offerFile', key: 2, name: 'a.log', size: 1 },
      { type: 'offerFile', key: 3, name: 'b.log', size: 1 },
    ]);
    assert.deepEqual(await panel.postedOf('filePiece'), []);
  });

  it('waits in sight for the next message while another one is edited', async () => {
    await panel.open(room([own('1', 'helo')]));
    await panel.post({ type: 'do', action: 'focusComposer' });
    await panel.composer.press('ArrowUp');
    await panel.page.getByText(strings.editing).first().waitFor();
    assert.ok(await transfer('paste', { files: ['notes.txt'] }));
    assert.deepEqual(await offered(), ['notes.txt']);
    const waiting = [{ id: 4, name: 'notes.txt', size: '1 B' }];
    await panel.post({ type: 'files', files: { waiting, sending: [] } });
    const next = panel.page.locator('.for-next', { hasText: strings.forNextMessage });
    await next.getByText('notes.txt').waitFor();
    await panel.composer.fill('hello');
    await panel.composer.press('Enter');
    const [edited] = await panel.postedOf('send');
    assert.deepEqual([edited?.edit, edited?.files], ['1', undefined]);
    await panel.post({ type: 'sent', id: edited?.id ?? 0 });
    await next.waitFor({ state: 'detached' });
    await panel.composer.press('Enter');
    assert.deepEqual((await panel.postedOf('send')).at(-1)?.files, [4]);
  });

  it('gets a name of its own when it is a picture from the clipboard', async () => {
    await panel.open(room([]));
    await transfer('paste', { files: ['image.png'] });
    assert.match((await offered())[0] ?? '', /^pasted-\d{8}-\d{6}\.png$/);
  });

  it('is taken from a browser, but isn’t when it only shows a text that is pasted', async () => {
    await panel.open(room([]));
    const html = '<img src="a.png">';
    assert.ok(await transfer('paste', { files: ['image.png'], texts: { 'text/html': html } }));
    assert.equal((await offered()).length, 1);
    const texts = { 'text/plain': 'cells', 'text/html': '<b>cells</b>' };
    assert.equal(await transfer('paste', { files: ['image.png'], texts }), false);
    assert.equal(await transfer('paste', { texts: { 'text/plain': 'hello' } }), false);
    assert.equal(await transfer('drop', { texts: { 'text/plain': 'hello' } }), false);
    assert.equal((await offered()).length, 1);
    assert.equal(await panel.page.getByRole('alert').count(), 0);
  });

  it('of the editor’s own explorer is offered by its address', async () => {
    await panel.open(room([]));
    const list = '# dragged\r\nfile:///home/ann/main.c\r\nfile:///home/ann/hub.py';
    assert.ok(await transfer('dragover', { texts: { 'text/uri-list': list } }));
    assert.ok(await transfer('drop', { texts: { 'text/uri-list': list } }));
    assert.deepEqual(await panel.postedOf('dropAddresses'), [
      {
        type: 'dropAddresses',
        addresses: ['file:///home/ann/main.c', 'file:///home/ann/hub.py'],
      },
    ]);
  });

  it('is refused with words where the room takes none, until the user types', async () => {
    const noFiles = 'Lab rooms carry plain text only.';
    for (const type of ['paste', 'drop'] as const) {
      await panel.open(snapshot({ status: { ...hosting, noFiles } }));
      assert.ok(await transfer(type, { files: ['a.png'] }), 'the browser would open it');
      await alert(noFiles).waitFor();
      assert.deepEqual(await offered(), []);
      await panel.composer.fill('a link then');
      assert.equal(await alert(noFiles).count(), 0);
    }
    assert.equal(await panel.page.getByLabel(strings.attachFiles).count(), 0);
  });

  it('is refused with the host’s words', async () => {
    await panel.open(room([]));
    await panel.post({ type: 'fileRefusal', reason: 'Only 10 files go at once.' });
    await alert('Only 10 files go at once.').waitFor();
  });

  it('brings an overlay that says to hold Shift, and another one once it is held', async () => {
    await panel.open(room([]));
    await panel.stopLongTimers();
    assert.ok(await overlay().isHidden());
    await transfer('dragenter', { files: ['a.png'] });
    assert.equal(await overlay().innerText(), strings.dropWithShift);
    await transfer('dragover', { files: ['a.png'], shiftKey: true });
    assert.equal(await overlay().innerText(), strings.dropHere);
    await transfer('drop', { files: ['a.png'], shiftKey: true });
    assert.ok(await overlay().isHidden());
    assert.equal((await offered()).length, 1);
  });

  it('takes the overlay away when the pointer comes back without it', async () => {
    await panel.open(room([]));
    // Or it would go without the pointer, too.
    await panel.stopLongTimers();
    await transfer('dragenter', { files: ['a.png'] });
    assert.ok(await overlay().isVisible());
    await panel.page.mouse.move(20, 20);
    await overlay().waitFor({ state: 'hidden' });
    await transfer('dragenter', { texts: { 'text/plain': 'hello' } });
    assert.ok(await overlay().isHidden(), 'text is no file');
  });

  it('is announced by the overlay as refused in a lab room', async () => {
    const noFiles = 'Lab rooms carry plain text only.';
    await panel.open(snapshot({ status: { ...hosting, noFiles } }));
    await panel.stopLongTimers();
    await transfer('dragenter', { files: ['a.png'] });
    assert.equal(await overlay().innerText(), noFiles);
  });
});
