import assert from 'node:assert/strict';
import { FileError } from '../../../src/protocol/file-error';
import { fileCard } from '../../helpers/cards';
import { sourceOf } from '../../helpers/file-scene';
import { MemberScene } from '../../helpers/member-scene';

const message = (seq: number) =>
  ({
    type: 'message',
    ...{ seq, time: seq, author: 'm0', name: 'Zoe', id: `h${seq}`, text: 'x', card: fileCard },
  }) as const;

describe('a guest’s files', () => {
  async function joined() {
    const scene = await MemberScene.joined();
    const files = scene.session.invited?.files;
    const { link } = scene.hub;
    assert.ok(files && link);
    let changes = 0;
    files.onDidChange(() => {
      changes += 1;
    });
    return { scene, files, link, changes: () => changes };
  }

  it('aren’t sent to a hub whose version has none', async () => {
    const { files } = await joined();
    assert.equal(files.isOld, true);
    assert.equal(files.limits, undefined);
    assert.throws(
      () => files.send(sourceOf('a', Buffer.alloc(5))),
      (error) => error instanceof FileError && error.code === 'old-host',
    );
  });

  it('follow the limits of the welcome', async () => {
    const { files, link } = await joined();
    link.receive({
      ...{ type: 'welcome', version: 1, room: { name: 'Lab', kind: 'group', most: 16 } },
      ...{ you: { id: 'm1', name: 'Ann' }, first: 1, last: 1 },
      files: { file: 1000, room: 5000 },
    });
    assert.equal(files.isOld, false);
    assert.deepEqual(files.limits, { fileBytes: 1000, roomBytes: 5000 });
    assert.throws(
      () => files.send(sourceOf('a', Buffer.alloc(1001))),
      (error) => error instanceof FileError && error.code === 'file-too-large',
    );
  });

  it('are gone when the hub says so, until a message names them again', async () => {
    const { scene, files, link, changes } = await joined();
    assert.equal(files.availabilityOf(fileCard), 'hub');
    link.receive({ type: 'gone', files: [fileCard.hash, 'other'.padEnd(43, 'x')] });
    assert.equal(files.availabilityOf(fileCard), 'gone');
    assert.equal(changes(), 1);
    link.receive(message(scene.hub.last + 1));
    assert.equal(files.availabilityOf(fileCard), 'hub');
    assert.equal(changes(), 2);
  });

  it('stay gone while older entries arrive', async () => {
    const { files, link } = await joined();
    link.receive({
      ...{ type: 'welcome', version: 1, room: { name: 'Lab', kind: 'group', most: 16 } },
      ...{ you: { id: 'm1', name: 'Ann' }, first: 1, last: 3 },
      files: { file: 1000, room: 5000 },
    });
    link.receive({ type: 'gone', files: [fileCard.hash] });
    link.receive(message(2), message(3));
    assert.equal(files.availabilityOf(fileCard), 'gone');
    link.receive(message(4));
    assert.equal(files.availabilityOf(fileCard), 'hub');
  });

  it('are as the hub says anew when the guest comes back', async () => {
    const { scene, files, link } = await joined();
    link.receive({ type: 'gone', files: [fileCard.hash] });
    scene.hub.cut();
    assert.equal(files.availabilityOf(fileCard), 'gone', 'as far as known');
    await scene.comeBack();
    assert.equal(files.availabilityOf(fileCard), 'hub');
  });
});
