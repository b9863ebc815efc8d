import assert from 'node:assert/strict';
import type { RoomInfo, SessionState } from '../../../src/room/room';
import { unknownLinks } from '../../../src/strings/log-links';
import { english } from '../../../src/strings/translate';
import { MessageWording } from '../../../src/ui/panel/message-wording';
import { Nicknames } from '../../../src/ui/rooms/nicknames';
import { FakeMemento } from '../../helpers/fake-memento';

const ann = "('192.168.1.23', 50412)";
const lab: RoomInfo = { kind: 'lab-hub', name: '', address: '192.168.1.5', port: 9000 };

function sessionIn(room: RoomInfo) {
  const state: SessionState = { connection: { kind: 'joined' }, room, members: [], waiting: [] };
  return { state };
}

describe('nicknames', () => {
  it('belong to an address in a lab room, and come back with it', async () => {
    const memento = new FakeMemento();
    const session = sessionIn(lab);
    const nicknames = new Nicknames(session, memento);
    let changes = 0;
    nicknames.onDidChange(() => {
      changes += 1;
    });
    assert.equal(nicknames.of(ann), undefined);
    assert.equal(nicknames.shown(ann), ann);
    await nicknames.set(ann, 'Ann');
    assert.equal(nicknames.shown(ann), 'Ann');
    assert.equal(nicknames.of("('192.168.1.23', 50413)"), undefined, 'another program there');
    session.state = { ...session.state, connection: { kind: 'offline' } };
    assert.equal(nicknames.of(ann), 'Ann', 'also after the room has ended');
    session.state = sessionIn({ ...lab, port: 9001 }).state;
    assert.equal(nicknames.of(ann), undefined, 'another room');
    const later = new Nicknames(sessionIn(lab), memento);
    assert.equal(later.of(ann), 'Ann');
    await later.set(ann, '');
    assert.equal(later.of(ann), undefined);
    assert.deepEqual(memento.keys(), []);
    assert.equal(changes, 1);
  });

  it('are none in invite rooms, where people have names', async () => {
    const memento = new FakeMemento();
    const nicknames = new Nicknames(sessionIn({ ...lab, kind: 'pair' }), memento);
    await nicknames.set('Ann', 'A.');
    assert.equal(nicknames.of('Ann'), undefined);
    assert.deepEqual(memento.keys(), []);
  });

  it('are bounded, and ignore what isn’t one in storage', async () => {
    const memento = new FakeMemento();
    const good = { room: '192.168.1.5:9000', address: ann, name: 'Ann' };
    await memento.update('deskmate.nicknames', [null, { room: 1 }, { ...good, name: 7 }, good]);
    const nicknames = new Nicknames(sessionIn(lab), memento);
    assert.equal(nicknames.of(ann), 'Ann');
    for (let port = 0; port < 600; port++) await nicknames.set(`('10.0.0.1', ${port})`, 'x');
    assert.equal((memento.get('deskmate.nicknames') as unknown[]).length, 500);
    assert.equal(nicknames.of(ann), undefined);
  });

  it('stand for the address in messages and in lines about the room, which keep the address', () => {
    const wording = new MessageWording({
      session: { ...sessionIn(lab), entries: [], entry: () => undefined },
      notes: { get: () => undefined, appliedOf: () => undefined },
      linked: { of: unknownLinks(english), idsIn: () => [] },
      bookmarks: { has: () => false },
      received: { stateOf: () => ({ isKept: true }) },
      nicknames: { shown: (name) => (name === ann ? 'Ann' : name) },
      language: 'en',
      t: english,
    });
    const said = {
      kind: 'message',
      id: '1',
      time: 1,
      author: ann,
      own: false,
      text: 'hi',
    } as const;
    const message = wording.panelMessage({ ...said, authorName: ann });
    assert.ok(message.kind === 'message');
    assert.deepEqual([message.authorName, message.address], ['Ann', ann]);
    const event = { type: 'joined', name: ann, self: false } as const;
    const line = wording.panelMessage({ kind: 'system', id: '2', time: 1, event });
    assert.ok(line.kind === 'system');
    assert.match(line.text, /^Ann joined/);
    assert.equal(line.address, ann);
    const other = wording.panelMessage({ ...said, authorName: 'other' });
    assert.equal(other.address, undefined);
  });
});
