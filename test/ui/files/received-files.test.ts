import assert from 'node:assert/strict';
import type { FileCard } from '../../../src/protocol/card';
import { FileError } from '../../../src/protocol/file-error';
import type { FileSink } from '../../../src/room/files';
import type { SessionState } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { pictureName, ReceivedFiles } from '../../../src/ui/files/received-files';
import { Emitter } from '../../../src/util/event';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeRoomFiles } from '../../helpers/fake-room-files';
import { waitFor } from '../../helpers/wait-for';

const hash = '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU';
const card: FileCard = { type: 'file', name: 'hub.log', size: 1000, hash };

const sink: FileSink = {
  write: async () => undefined,
  finish: async () => undefined,
  abort: async () => undefined,
};

describe('the files in messages', () => {
  function setUp() {
    const room = new FakeRoomFiles();
    const states = new Emitter<SessionState>();
    const told: string[] = [];
    const opened: string[] = [];
    const changed: string[] = [];
    const answers = { destination: 'saved.log' as string | undefined };
    const session = {
      state: { connection: { kind: 'joined' }, members: [], waiting: [] } as SessionState,
      onDidChangeState: states.event,
      invited: { files: room } as { files: FakeRoomFiles } | undefined,
    };
    const clock = new FakeClock();
    const files = new ReceivedFiles({
      session,
      clock,
      editor: {
        askDestination: async () =>
          answers.destination === undefined
            ? undefined
            : { name: answers.destination, open: async () => sink },
        openPicture: async (path, name) => {
          opened.push(`${path} ${name}`);
        },
      },
      showText: async (name, text) => {
        opened.push(`“${text}” ${name}`);
      },
      logger: { info() {}, warn() {}, error() {} },
      language: 'en',
      t: english,
      tell: (message) => told.push(message),
    });
    files.onDidChange((id) => changed.push(id));
    return { room, clock, states, session, files, told, opened, changed, answers };
  }

  it('are saved where the user chooses, and the card says how far that is', async () => {
    const { room, files } = setUp();
    assert.deepEqual(files.stateOf('m1', card), { isKept: true });
    const saved = files.save('m1', card);
    await waitFor(() => room.fetched.length === 1, 'it is fetched');
    room.move('t1', { transferred: 250, bytesPerSecond: 250, secondsLeft: 3 });
    const { transfer } = files.stateOf('m1', card);
    assert.equal(transfer?.part, 0.25);
    assert.deepEqual(transfer?.actions, ['cancel']);
    room.move('t1', { state: 'done' });
    await saved;
    assert.deepEqual(files.stateOf('m1', card), { isKept: true, note: 'Saved as saved.log' });
    assert.deepEqual(room.transfers, []);
  });

  it('are saved once at a time, and not at all when the user cancels', async () => {
    const { room, files, answers } = setUp();
    answers.destination = undefined;
    await files.save('m1', card);
    assert.equal(room.fetched.length, 0);
    answers.destination = 'a';
    void files.save('m1', card);
    await waitFor(() => room.fetched.length === 1, 'it is fetched');
    await files.save('m1', card);
    assert.equal(room.fetched.length, 1);
  });

  it('can be cancelled, and repeated after a failure', async () => {
    const { room, files } = setUp();
    void files.save('m1', card);
    await waitFor(() => room.fetched.length === 1, 'it is fetched');
    room.move('t1', { state: 'failed', error: 'connection-lost' });
    assert.deepEqual(files.stateOf('m1', card).transfer?.actions, ['retry', 'remove']);
    files.act('m1', 'retry');
    assert.deepEqual(room.calls, ['retry t1']);
    room.move('t1', { state: 'done' });
    await waitFor(() => files.stateOf('m1', card).note, 'it is saved');
    void files.save('m1', card);
    await waitFor(() => room.fetched.length === 2, 'it is fetched again');
    files.act('m1', 'cancel');
    assert.equal(room.calls.at(-1), 'cancel t2');
    assert.deepEqual(files.stateOf('m1', card), { isKept: true });
  });

  it('report only the cards that look different', async () => {
    const { room, files, changed } = setUp();
    const other = { ...card, hash: `${hash.slice(0, -1)}A` };
    files.stateOf('m1', card);
    files.stateOf('m2', other);
    room.changes.fire();
    assert.deepEqual(changed, []);
    room.places.set(other.hash, 'gone');
    room.changes.fire();
    assert.deepEqual(changed, ['m2']);
    assert.deepEqual(files.stateOf('m2', other), {
      isKept: false,
      note: 'No longer kept in the room',
    });
  });

  it('can’t be had outside their room', async () => {
    const { session, states, files, changed, told } = setUp();
    files.stateOf('m1', card);
    session.invited = undefined;
    states.fire(session.state);
    assert.deepEqual(changed, ['m1']);
    assert.deepEqual(files.stateOf('m1', card), {
      isKept: false,
      note: 'Available only while you’re in the room',
    });
    await files.save('m1', card);
    await files.open('m1', card);
    assert.equal(told.length, 2);
  });

  it('open as pictures, once at a time', async () => {
    const { room, clock, files, opened } = setUp();
    let bring = (_: Awaited<ReturnType<FakeRoomFiles['picture']>>) => {};
    room.pictured = new Promise((resolve) => {
      bring = resolve;
    });
    const shot = { ...card, name: 'shot.png' };
    const [first, second] = [files.open('m1', shot), files.open('m1', shot)];
    assert.equal(files.stateOf('m1', shot).transfer, undefined, 'mostly it is there at once');
    await clock.advance(500);
    assert.equal(files.stateOf('m1', shot).transfer?.text, 'Opening…');
    bring({ path: '/store/abc', picture: { format: 'png', width: 8, height: 8 } });
    await Promise.all([first, second]);
    assert.deepEqual(opened, ['/store/abc shot.png']);
    assert.equal(files.stateOf('m1', shot).transfer, undefined);
  });

  it('say why a picture can’t be opened', async () => {
    const { room, files, opened, told } = setUp();
    for (const code of ['not-a-picture', 'picture-too-large', 'file-gone'] as const) {
      room.pictured = Promise.reject(new FileError(code, 'no'));
      await files.open('m1', { ...card, mime: 'image/png' });
    }
    assert.deepEqual(opened, []);
    assert.equal(new Set(told).size, 3);
    for (const words of told) assert.match(words, /“hub\.log”/);
  });

  it('open as text, with the name that is safe to show', async () => {
    const { room, files, opened, told } = setUp();
    room.content = Promise.resolve(Buffer.from('#include <stdio.h>\n'));
    await files.open('m1', { ...card, name: '../../src/ma\u202ein.c' });
    assert.deepEqual(opened, ['“#include <stdio.h>\n” main.c']);
    assert.deepEqual(told, []);
  });

  it('say why a file can’t be shown as text', async () => {
    const { room, files, opened, told } = setUp();
    await files.open('m1', { ...card, size: 1024 * 1024 + 1 });
    room.content = Promise.resolve(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]));
    await files.open('m1', card);
    room.content = Promise.reject(new FileError('file-gone', 'no'));
    await files.open('m1', card);
    assert.deepEqual(opened, []);
    assert.match(told[0] ?? '', /“hub\.log” is too large to be shown here/);
    assert.match(told[1] ?? '', /“hub\.log” isn’t text/);
    assert.match(told[2] ?? '', /“hub\.log” was deleted/);
  });

  it('get a name by which the editor shows a picture, whatever their sender calls them', () => {
    const names: [name: string, format: 'png' | 'jpeg' | 'gif', shown: string][] = [
      ['shot.png', 'png', 'shot.png'],
      ['PHOTO.JPEG', 'jpeg', 'PHOTO.JPEG'],
      ['setup.exe', 'png', 'setup.exe.png'],
      ['drawing.svg', 'gif', 'drawing.svg.gif'],
      ['../../x.png', 'png', 'x.png'],
      ['$(trash)&a[b](command:c).png', 'png', '_(trash)_a_b_(command_c).png'],
      ['截图 1.png', 'png', '截图 1.png'],
    ];
    for (const [name, format, shown] of names) assert.equal(pictureName(name, format), shown);
  });
});
