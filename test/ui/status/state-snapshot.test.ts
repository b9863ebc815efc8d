import assert from 'node:assert/strict';
import type { Delivery, LogEntry } from '../../../src/room/log/log-entry';
import type { SessionState } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { stateSnapshot } from '../../../src/ui/status/state-snapshot';
import { codeCard, patchCard } from '../../helpers/cards';

const state: SessionState = {
  connection: { kind: 'hosting' },
  room: { kind: 'lab-hub', name: 'Desk 4', address: '127.0.0.1', port: 9000 },
  members: [{ id: 'self', name: "('127.0.0.1', 9000)", self: true, host: true }],
  waiting: [{ name: "('127.0.0.1', 50412)" }],
};

const entries: LogEntry[] = [
  {
    kind: 'system',
    id: 'e1',
    seq: 1,
    time: 5,
    event: { type: 'opened', address: '127.0.0.1', port: 9000 },
  },
  {
    kind: 'message',
    id: 'e2',
    time: 6,
    author: 'self',
    authorName: "('127.0.0.1', 9000)",
    own: true,
    text: 'hello',
    delivery: 'queued',
  },
];

describe('the state that other extensions see', () => {
  it('is plain JSON with everything about the room', () => {
    const snapshot = stateSnapshot(state, entries, 'en', english);
    assert.deepEqual(JSON.parse(JSON.stringify(snapshot)), {
      connection: { kind: 'hosting' },
      room: { kind: 'lab-hub', name: 'Desk 4', address: '127.0.0.1', port: 9000 },
      members: [{ id: 'self', name: "('127.0.0.1', 9000)", self: true, host: true }],
      waiting: [{ name: "('127.0.0.1', 50412)" }],
      messages: [
        {
          id: 'e1',
          seq: 1,
          time: 5,
          kind: 'system',
          author: '',
          authorName: '',
          text: 'Room opened on 127.0.0.1:9000.',
        },
        {
          id: 'e2',
          time: 6,
          kind: 'message',
          author: 'self',
          authorName: "('127.0.0.1', 9000)",
          text: 'hello',
          delivery: 'queued',
        },
      ],
    });
  });

  it('contains a message’s properties and the paths of its card', () => {
    const shown = (more: object) => {
      const entry = { ...entries[1], ...more } as LogEntry;
      const { messages } = stateSnapshot(state, [entry], 'en', english);
      const { id, time, kind, author, authorName, text, delivery, ...rest } = JSON.parse(
        JSON.stringify(messages[0]),
      );
      return rest;
    };
    assert.deepEqual(shown({}), {});
    assert.deepEqual(
      shown({ edited: true, reply: { seq: 7, id: 'e1' }, reactions: { '👍': ['m1'] } }),
      { edited: true, reply: 7, reactions: { '👍': ['m1'] } },
    );
    assert.deepEqual(shown({ text: '', deleted: true }), { deleted: true });
    assert.deepEqual(shown({ card: codeCard }).card, { type: 'code', paths: ['src/hub.c'] });
    const { card } = shown({ card: patchCard });
    assert.deepEqual(card, { type: 'patch', paths: ['client.py', '同桌/new.py'] });
  });

  it('contains a message’s delivery, but not who received it', () => {
    const delivery = (value: Delivery) => {
      const entry = { ...entries[1], delivery: value } as LogEntry;
      return stateSnapshot(state, [entry], 'en', english).messages[0]?.delivery;
    };
    assert.equal(delivery('hub'), 'hub');
    assert.equal(delivery('unsent'), 'queued');
    assert.deepEqual(delivery({ received: 1, of: 2, names: ['Ann'] }), { received: 1, of: 2 });
  });

  it('contains presence and the lock, but nothing transient', () => {
    const members = [
      { id: 'm1', name: 'Ann', self: false, host: false, presence: 'away', typing: true },
    ] as const;
    const room = { kind: 'pair', name: 'Lab 3', address: '::', port: 9, locked: true } as const;
    const snapshot = stateSnapshot({ ...state, members, room }, [], 'en', english);
    assert.deepEqual(snapshot.members, [
      { id: 'm1', name: 'Ann', self: false, host: false, presence: 'away' },
    ]);
    assert.deepEqual(snapshot.room, room);
  });

  it('contains the place in line and the code of a failure', () => {
    const connection = (value: SessionState['connection']) =>
      stateSnapshot({ connection: value, members: [], waiting: [] }, [], 'en', english).connection;
    assert.deepEqual(connection({ kind: 'waiting', position: 2 }), {
      kind: 'waiting',
      position: 2,
    });
    assert.deepEqual(connection({ kind: 'offline', error: 'refused' }), {
      kind: 'offline',
      error: 'refused',
    });
    const target = { host: 'a', port: 1 };
    assert.deepEqual(connection({ kind: 'connecting', target }), { kind: 'connecting' });
  });
});
