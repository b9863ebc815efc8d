import assert from 'node:assert/strict';
import type { MessageEntry } from '../../../src/room/log/log-entry';
import type { Session } from '../../../src/room/session/session';
import { allCards, codeCard, errorCard, longCode } from '../../helpers/cards';
import { hostSession } from '../../helpers/host-session';
import { invite, MemberScene } from '../../helpers/member-scene';

/** The message with this text in a session’s log. */
function message(session: Session, text: string): MessageEntry {
  const found = session.entries.find((entry) => entry.kind === 'message' && entry.text === text);
  assert.ok(found?.kind === 'message', text);
  return found;
}

/** A user in a room with own messages and one of someone else, once as a guest and once as the host. */
const rooms: Readonly<Record<string, () => Promise<{ session: Session; run: () => void }>>> = {
  guest: async () => {
    const { hub, session } = await MemberScene.joined();
    session.messages.say('mine');
    hub.say('theirs');
    hub.run();
    return { session, run: () => hub.run() };
  },
  host: async () => {
    const { server, session } = await hostSession();
    session.messages.say('mine');
    server().connect('Bo').say('theirs');
    return { session, run: () => {} };
  },
};

for (const [who, open] of Object.entries(rooms)) {
  describe(`a ${who} who sends messages`, () => {
    it('replies, and sends cards with a stand-in text', async () => {
      const { session, run } = await open();
      const { seq } = message(session, 'theirs');
      session.messages.say('answer', { reply: seq as number });
      for (const card of allCards) session.messages.say(' ', { card });
      session.messages.say('look', { card: codeCard, reply: seq as number });
      run();
      assert.deepEqual(message(session, 'answer').reply, {
        seq,
        id: message(session, 'theirs').id,
      });
      assert.deepEqual(message(session, 'src/hub.c:11').card, codeCard);
      assert.deepEqual(
        message(session, 'src/hub.c:12:2: ‘send’ needs 4 arguments').card,
        errorCard,
      );
      const { card, reply } = message(session, 'look');
      assert.deepEqual([card, reply?.seq], [codeCard, seq]);
    });

    it('edits, takes back and reacts', async () => {
      const { session, run } = await open();
      session.messages.say('', { card: codeCard });
      run();
      const [mine, theirs] = [message(session, 'mine'), message(session, 'theirs')];
      const carded = message(session, 'src/hub.c:11').id;
      session.messages.edit(mine.id, 'better');
      session.messages.edit(carded, 'with words');
      session.messages.react(theirs.id, '👍', true);
      session.messages.react(theirs.id, '🎉', true);
      session.messages.react(theirs.id, '🎉', false);
      run();
      const edited = session.entry(mine.id) as MessageEntry;
      assert.deepEqual([edited.text, edited.edited], ['better', true]);
      const { card, text } = session.entry(carded) as MessageEntry;
      assert.deepEqual([card, text], [codeCard, 'with words'], 'an edit leaves the card');
      const { reactions } = session.entry(theirs.id) as MessageEntry;
      const self = session.state.members.find((member) => member.self)?.id;
      assert.deepEqual(reactions, { '👍': [self] });
      session.messages.delete(mine.id);
      session.messages.delete(carded);
      run();
      for (const id of [mine.id, carded]) {
        const deleted = session.entry(id) as MessageEntry;
        assert.deepEqual([deleted.text, deleted.deleted, deleted.card], ['', true, undefined]);
      }
    });

    it('is told at once what can’t be done', async () => {
      const { session, run } = await open();
      session.messages.say('gone');
      run();
      const [mine, theirs, gone] = ['mine', 'theirs', 'gone'].map(
        (text) => message(session, text).id,
      );
      session.messages.delete(gone as string);
      run();
      const count = session.entries.length;
      const refused: readonly (readonly [string, () => void])[] = [
        ['no-such-message', () => session.messages.say('x', { reply: 99 })],
        ['no-such-message', () => session.messages.edit('e999', 'x')],
        ['no-such-message', () => session.messages.delete(gone as string)],
        ['no-such-message', () => session.messages.react(gone as string, '👍', true)],
        [
          'no-such-message',
          () => session.messages.react(session.entries[0]?.id as string, '👍', true),
        ],
        ['not-yours', () => session.messages.edit(theirs as string, 'x')],
        ['not-yours', () => session.messages.delete(theirs as string)],
        ['empty', () => session.messages.edit(mine as string, ' \n')],
        ['too-long', () => session.messages.edit(mine as string, 'x'.repeat(32 * 1024 + 1))],
        ['too-long', () => session.messages.say('x'.repeat(32 * 1024 + 1), { card: codeCard })],
        ['too-large', () => session.messages.say('x', { card: longCode(60 * 1024) })],
        [
          'too-large',
          () => session.messages.say('x'.repeat(30 * 1024), { card: longCode(31 * 1024) }),
        ],
        // Each of them takes three bytes once it is made visible.
        [
          'too-large',
          () =>
            session.messages.say('x', {
              card: { ...codeCard, endLine: 11, text: '\u007f'.repeat(21 * 1024) },
            }),
        ],
      ];
      for (const [code, act] of refused) assert.throws(act, { name: 'MessageError', code });
      assert.throws(
        () => session.messages.say('x', { card: { ...codeCard, endLine: 12 } }),
        RangeError,
      );
      run();
      assert.equal(session.entries.length, count, 'nothing was sent');
      session.messages.say('x'.repeat(30 * 1024), { card: longCode(29 * 1024) });
    });

    it('changes nothing by an edit to the same text', async () => {
      const { session, run } = await open();
      session.messages.edit(message(session, 'mine').id, 'mine');
      run();
      assert.equal(message(session, 'mine').edited, undefined);
    });
  });
}

describe('a guest without a reply from the room', () => {
  it('changes no message, and can again once the connection is back', async () => {
    const scene = await MemberScene.joined();
    const { hub, session } = scene;
    session.messages.say('mine');
    hub.run();
    const { id } = message(session, 'mine');
    const acts = [
      () => session.messages.edit(id, 'better'),
      () => session.messages.react(id, '👍', true),
      () => session.messages.delete(id),
    ];
    hub.cut();
    for (const act of acts) assert.throws(act, { name: 'MessageError', code: 'offline' });
    session.messages.say('kept');
    await scene.comeBack();
    assert.equal(message(session, 'mine').edited, undefined);
    assert.equal(message(session, 'kept').delivery === 'queued', false);
    session.messages.edit(id, 'better');
    hub.run();
    assert.equal(message(session, 'better').edited, true);
  });

  it('changes none while it waits to be admitted', async () => {
    const scene = new MemberScene();
    const entering = scene.session.joinByInvite(invite, 'Ann');
    await scene.clock.advance(0);
    scene.hub.link?.receive({ type: 'waiting', position: 1 });
    assert.equal(scene.session.state.connection.kind, 'waiting');
    assert.throws(() => scene.session.messages.delete('e1'), { code: 'offline' });
    scene.hub.run();
    await entering;
  });
});

describe('a user in a lab room, or in none', () => {
  it('has plain text only', async () => {
    const { session } = await hostSession({ kind: 'lab-hub', port: 9000 });
    session.messages.say('hi');
    const { id } = message(session, 'hi');
    const acts = [
      () => session.messages.say('x', { reply: 1 }),
      () => session.messages.say('x', { card: codeCard }),
      () => session.messages.edit(id, 'x'),
      () => session.messages.delete(id),
      () => session.messages.react(id, '👍', true),
    ];
    for (const act of acts) assert.throws(act, { code: 'plain-text' });
    session.messages.say('x', {});
    await session.leave();
    for (const act of acts) assert.throws(act, { code: 'no-room' });
  });
});
