import assert from 'node:assert/strict';
import { cardFile } from '../../src/protocol/card-rules';
import { defaultLimits } from '../../src/protocol/limits';
import type { MessageEntry } from '../../src/room/log/log-entry';
import type { Session } from '../../src/room/session/session';
import { allCards, codeCard, errorCard, longCode, patchCard } from '../helpers/cards';
import { ChaosProxy } from '../helpers/chaos-proxy';
import { MemoryArchive } from '../helpers/memory-archive';
import { realSession } from '../helpers/real-session';
import { waitFor } from '../helpers/wait-for';

/** Without a file, whose card needs its bytes at the hub: files.test.ts sends those. */
const cards = [
  ...allCards.filter((card) => card !== patchCard && !cardFile(card)),
  // The last one gets reactions.
  patchCard,
];

/** Members who are cut off reconnect soon. */
const limits = { ...defaultLimits, retryMinMs: 10, retryMaxMs: 100 };

const isMessage = (entry: unknown): entry is MessageEntry =>
  (entry as MessageEntry).kind === 'message';

/** A session’s messages with everything that belongs to them, without what differs between windows. */
function said(session: Session): unknown[] {
  return session.entries
    .filter(isMessage)
    .map(({ id: _, own: __, delivery: ___, reply, ...message }) => ({
      ...message,
      reply: reply && [reply.seq, textOf(session, reply.id)],
    }));
}

function textOf(session: Session, id: string | undefined): string | undefined {
  const entry = id === undefined ? undefined : session.entry(id);
  return entry?.kind === 'message' ? entry.text : undefined;
}

/** Waits for the message with this text to be numbered. */
function find(session: Session, text: string): Promise<MessageEntry & { readonly seq: number }> {
  const isThere = () =>
    session.entries.find((entry) => isMessage(entry) && entry.text === text && entry.seq);
  return waitFor(isThere, `“${text}” is there`) as Promise<MessageEntry & { seq: number }>;
}

async function agree(first: Session, ...others: readonly Session[]): Promise<void> {
  const all = (session: Session) => JSON.stringify(said(session));
  await waitFor(
    () => others.every((other) => all(other) === all(first)),
    () => `all see the same: ${[first, ...others].map(all).join('\n')}`,
  );
  for (const other of others) assert.deepEqual(said(other), said(first));
}

describe('replies, cards, edits and reactions over the network', () => {
  let host: Session;
  let guests: [Session, Session];
  const archives = [new MemoryArchive(), new MemoryArchive(), new MemoryArchive()];
  let proxy: ChaosProxy;

  beforeEach(async () => {
    host = realSession(limits, archives[0]);
    const room = { kind: 'group', name: 'Lab', address: '127.0.0.1', port: 0 } as const;
    await host.host({ ...room, maxClients: 4, person: 'Ann' });
    const invite = host.invited?.hostActions?.invite;
    assert.ok(invite);
    proxy = await ChaosProxy.listen({
      target: invite.port,
      random: Math.random,
      everyMs: 0,
      faultMs: 0,
    });
    guests = [realSession(limits, archives[1]), realSession(limits, archives[2])];
    const via = { ...invite, addresses: ['127.0.0.1'], port: proxy.port };
    for (const [index, guest] of guests.entries()) await guest.joinByInvite(via, `Guest ${index}`);
  });

  afterEach(async () => {
    await Promise.all(guests.map((guest) => guest.leave()));
    await host.leave();
    proxy.dispose();
  });

  it('show everyone how much of a patch was applied', async () => {
    const [bo, cy] = guests;
    host.messages.say('take this', { card: patchCard });
    const { id } = await find(bo, 'take this');
    bo.messages.reportApplied(id, { files: 1, of: 2 });
    bo.messages.reportApplied(id, { files: 2, of: 2 });
    const appliedAt = async (session: Session) =>
      Object.values((await find(session, 'take this')).applied ?? {});
    await waitFor(async () => (await appliedAt(cy))[0]?.files === 2, 'Cy knows the latest');
    await agree(host, bo, cy);
    bo.messages.react(id, '✅', false);
    await waitFor(async () => (await appliedAt(cy)).length === 0, 'it was removed');
    await agree(host, bo, cy);
  });

  it('go from everyone to everyone', async () => {
    const [bo, cy] = guests;
    const pairs: readonly (readonly [Session, Session])[] = [
      [host, bo],
      [bo, host],
      [bo, cy],
    ];
    const last = cards.length - 1;
    for (const [index, [from, to]] of pairs.entries()) {
      for (const [which, card] of cards.entries())
        from.messages.say(`card ${index}.${which}`, { card });
      const { id, seq } = await find(to, `card ${index}.${last}`);
      to.messages.say(`answer ${index}`, { reply: seq });
      to.messages.react(id, '👍', true);
      const reply = await find(from, `answer ${index}`);
      assert.deepEqual(reply.reply, { seq, id: (await find(from, `card ${index}.${last}`)).id });
      from.messages.edit((await find(from, `card ${index}.0`)).id, `edited ${index}`);
      from.messages.delete((await find(from, `card ${index}.1`)).id);
      const edited = await find(to, `edited ${index}`);
      assert.deepEqual([edited.edited, edited.card], [true, codeCard]);
      await agree(host, ...guests);
    }
    const messages = host.entries.filter(isMessage);
    assert.equal(messages.length, pairs.length * (cards.length + 1));
    const patches = messages.filter(({ card }) => card?.type === 'patch');
    assert.deepEqual(
      patches.map(({ card }) => card),
      [patchCard, patchCard, patchCard],
    );
    assert.ok(patches.every(({ reactions }) => reactions?.['👍']?.length === 1));
    const deleted = messages.filter((message) => message.deleted);
    assert.deepEqual(
      deleted.map(({ card, text }) => [card, text]),
      Array(3).fill([undefined, '']),
    );
  });

  it('arrive once for members who were away, and from them', async () => {
    const [bo, cy] = guests;
    bo.messages.say('before', { card: codeCard });
    await find(bo, 'before');
    const atHost = await find(host, 'before');
    const target = atHost.seq as number;
    proxy.sever();
    await waitFor(() => bo.state.connection.kind === 'reconnecting', 'Bo is away');
    bo.invited?.change({ type: 'edit', target, text: 'while away' });
    bo.invited?.change({ type: 'react', target, emoji: '🎉', on: true });
    bo.messages.say('', { card: errorCard, reply: atHost.seq });
    host.messages.react(atHost.id, '👍', true);
    host.messages.say('at home', { card: patchCard, reply: atHost.seq });
    proxy.restore();
    await find(host, 'while away');
    await find(host, 'src/hub.c:12:2: ‘send’ needs 4 arguments');
    await agree(host, bo, cy);
    const { reactions } = await find(bo, 'while away');
    assert.deepEqual(Object.keys(reactions ?? {}).sort(), ['🎉', '👍'].sort());
    assert.equal(host.entries.filter(isMessage).length, 3);
  });

  it('are restored when the host’s and a guest’s windows are reloaded', async () => {
    const [bo, cy] = guests;
    host.messages.say('rules', { card: codeCard });
    const { seq } = await find(bo, 'rules');
    bo.messages.say('answer', { card: patchCard, reply: seq });
    bo.messages.say('gone', { card: errorCard });
    bo.messages.delete((await find(bo, 'gone')).id);
    bo.messages.react((await find(bo, 'rules')).id, '👍', true);
    const isLiked = () => host.entries.some((entry) => isMessage(entry) && entry.reactions);
    await waitFor(isLiked, 'the reaction is there');
    await agree(host, bo, cy);
    const before = said(host);
    const rooms = [host, bo].map((session) => session.invited?.journalId ?? '');
    await bo.suspend();
    await host.suspend();

    host = realSession(limits, archives[0]);
    assert.equal(await host.reopen(rooms[0] as string), true);
    assert.deepEqual(said(host), before);
    const back = realSession(limits, archives[1]);
    guests[0] = back;
    assert.equal(await back.reopen(rooms[1] as string), true);
    assert.deepEqual(said(back), before);
    await waitFor(() => back.state.connection.kind === 'joined', 'Bo is back');
    back.messages.edit((await find(back, 'answer')).id, 'a better answer');
    await find(host, 'a better answer');
    await agree(host, back, cy);
    host.messages.delete((await find(host, 'rules')).id);
    await waitFor(
      () => said(cy).length === 3 && !JSON.stringify(said(cy)).includes('rules'),
      'it is deleted',
    );
    await agree(host, back, cy);
  });

  it('fit the longest possible line', async () => {
    const [bo, cy] = guests;
    const card = longCode(29 * 1024);
    for (const from of [host, bo]) {
      const text = `${from === bo}`.padEnd(30 * 1024, '.');
      from.messages.say(text, { card });
      assert.deepEqual((await find(cy, text)).card, card);
    }
    await agree(host, bo, cy);
  });
});
