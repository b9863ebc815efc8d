import assert from 'node:assert/strict';
import { announcementFields, readAnnouncement } from '../../src/protocol/announcement';
import { hasCode, isOnServer, roomKindNames } from '../../src/protocol/room-kinds';
import { announced, nearbyId } from '../helpers/nearby';

const texts = (fields: readonly Uint8Array[]) =>
  fields.map((field) => Buffer.from(field).toString());

/** Nobody hosts the other kinds. */
const hostedKinds = roomKindNames.filter((kind) => !isOnServer(kind));

describe('an announcement', () => {
  it('is none of a room that nobody hosts', () => {
    const { address: _, ...room } = announced({ kind: 'wide' });
    assert.equal(readAnnouncement(announcementFields(room), nearbyId, room.port), undefined);
  });

  it('reads back as it was written, for each kind of room', () => {
    for (const kind of hostedKinds) {
      const { address, ...room } = announced({ kind, locked: true });
      const read = readAnnouncement(announcementFields(room), nearbyId, room.port);
      // Nobody has a name in a lab room.
      assert.deepEqual(read, { ...room, host: kind.startsWith('lab') ? '' : 'Ann' });
      assert.equal(address, '::');
    }
  });

  it('says how one can join without an invite, where that is possible', () => {
    for (const kind of hostedKinds) {
      const { address, ...room } = announced({ kind, knock: true, code: true });
      const read = readAnnouncement(announcementFields(room), nearbyId, room.port);
      const expected = { knock: !kind.startsWith('lab'), code: hasCode(kind) };
      assert.deepEqual({ knock: read?.knock, code: read?.code }, expected, `${kind} ${address}`);
    }
    const all = announced({ kind: 'group', knock: true, code: true, locked: true });
    assert.equal(texts(announcementFields(all)).at(-1), 'f=knock,code,locked');
  });

  it('has nothing in it but what docs/NEARBY.md says', () => {
    assert.deepEqual(texts(announcementFields(announced({ locked: true }))), [
      ...['v=1', `id=${nearbyId}`, 'k=pair', 'n=Lab 3', 'h=Ann', 'f=locked'],
    ]);
    const bare = announced({ kind: 'lab-hub', name: '', host: '' });
    assert.deepEqual(texts(announcementFields(bare)), ['v=1', `id=${nearbyId}`, 'k=lab-hub']);
  });

  it('has fields of at most 255 bytes, cut between characters', () => {
    const name = '课'.repeat(128);
    const [, , , field = Buffer.of()] = announcementFields(announced({ name }));
    assert.equal(field.length, 'n='.length + 3 * 84);
    assert.equal(Buffer.from(field).toString(), `n=${'课'.repeat(84)}`);
  });
});
