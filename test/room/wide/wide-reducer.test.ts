import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeToHub, withCleanText } from '../../../src/protocol/codec';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import type { WideRules } from '../../../src/protocol/wide-acts';
import { type Reduced, WideReducer } from '../../../src/room/wide/wide-reducer';
import { codeCard, fileCard, patchCard } from '../../helpers/cards';
import { hostedRoom } from '../../helpers/hosted';
import { type AnyAct, EntryWriter, openProof, ownerKey, wideId } from '../../helpers/wide-entries';

const box = 'x'.repeat(43);

function reducer(): WideReducer {
  return new WideReducer({ pin: ownerKey, open: openProof });
}

function rules(version: number, more: Partial<WideRules> = {}): AnyAct {
  return {
    ...{ type: 'rules', version, room: 'Lab 3', most: 500, locked: false },
    ...{ moderators: [], at: 0, ...more },
  };
}

/** A room that `ann` owns, in which `bo` and `cy` are. */
function scene() {
  const writer = new EntryWriter();
  const reads = reducer();
  const outcomes: (Reduced | undefined)[] = [];
  const write = (...args: Parameters<EntryWriter['write']>) => {
    const outcome = reads.take(writer.write(...args));
    outcomes.push(outcome);
    return outcome;
  };
  write('ann', rules(1), 'Ann');
  for (const name of ['Ann', 'Bo', 'Cy']) write(name.toLowerCase(), { type: 'join', box }, name);
  return { writer, reads, write, outcomes };
}

describe('the entries of a wide room', () => {
  it('show who joins, and what members say', () => {
    const { reads, write, outcomes } = scene();
    assert.deepEqual(
      outcomes.map((each) => each?.entry.type),
      ['unknown', 'joined', 'joined', 'joined'],
    );
    assert.deepEqual(write('bo', { type: 'say', text: 'hi', reply: 3 }, 'Bo')?.entry, {
      ...{ type: 'message', seq: 5, time: 1_700_000_004_000, author: wideId('bo'), name: 'Bo' },
      ...{ id: 'r5', text: 'hi', reply: 3 },
    });
    assert.deepEqual(reads.permissions.ownerId, wideId('ann'));
    assert.equal(reads.members.count, 3);
  });

  it('show who opened the room, to those who have read it from its start', () => {
    const { outcomes, writer } = scene();
    const openers = (all: readonly (Reduced | undefined)[]) =>
      all.flatMap((each) =>
        each?.entry.type === 'joined' && each.entry.opened ? each.entry.name : [],
      );
    assert.deepEqual(openers(outcomes), ['Ann']);
    const [again, late] = [reducer(), reducer()];
    const entries = [
      ...writer.written,
      writer.write('ann', { type: 'leave' }, 'Ann'),
      writer.write('ann', { type: 'join', box }, 'Ann'),
    ];
    assert.deepEqual(openers(entries.map((entry) => again.take(entry))), ['Ann'], 'once');
    late.skip(1);
    late.permissions.repeat(entries[0] && 'proof' in entries[0] ? entries[0].proof : '', 1);
    assert.deepEqual(openers(entries.slice(1).map((entry) => late.take(entry))), []);
  });

  it('number a name that someone has, and introduce those whose join is gone', () => {
    const { reads, write } = scene();
    const outcome = write('di', { type: 'say', text: 'hi' }, 'Bо');
    assert.equal(outcome?.introduced?.name, 'Bо 2', 'the second letter is Cyrillic');
    assert.equal(outcome?.entry.type === 'message' && outcome.entry.name, 'Bо 2');
    const renamed = write('bo', { type: 'rename', name: 'Cy' }, 'Bo')?.entry;
    assert.deepEqual(renamed?.type === 'renamed' && [renamed.before, renamed.name], ['Bo', 'Cy 2']);
    assert.equal(write('bo', { type: 'say', text: 'hi' }, 'Cy')?.introduced, undefined);
    assert.deepEqual(
      reads.members.all.map(({ name }) => name),
      ['Ann', 'Bo', 'Cy', 'Bо'].map((name) =>
        name === 'Bo' ? 'Cy 2' : name === 'Bо' ? 'Bо 2' : name,
      ),
    );
  });

  it('count once, however often they come', () => {
    const { write } = scene();
    write('bo', { type: 'say', text: 'hi' }, 'Bo', 'b1');
    const again = write('bo', { type: 'say', text: 'hi' }, 'Bo', 'b1');
    assert.equal(again?.entry.type, 'unknown');
    assert.equal(again?.refusal, 'repeated');
    assert.equal(write('cy', { type: 'say', text: 'hi' }, 'Cy', 'b1')?.entry.type, 'message');
  });

  it('use up their numbers even if they don’t count', () => {
    const { reads, write, writer } = scene();
    const bad: readonly AnyAct[] = [
      { type: 'say' },
      { type: 'say', text: '' },
      { type: 'say', text: 'x'.repeat(40_000) },
      { type: 'later' },
      { type: 'constructor' },
      { type: 'join', box: 'short' },
      { type: 'edit', target: 1, text: 'x' },
      { type: 'say', text: 'x', card: fileCard },
      { type: 'repeat', entry: 'x' },
    ];
    for (const act of bad) {
      const outcome = write('bo', act, 'Bo');
      assert.equal(outcome?.entry.type, 'unknown', JSON.stringify(act));
      assert.ok(outcome?.refusal, JSON.stringify(act));
    }
    const { seq, time } = writer.write('bo', { type: 'say', text: 'x' });
    reads.take({ seq, time, rejected: true });
    assert.equal(reads.last, 4 + bad.length + 1);
  });

  it('name a file only with its place, in an epoch that there was', () => {
    const { reads, write } = scene();
    const say = (file?: unknown, card = fileCard) =>
      write('bo', { type: 'say', text: 'x', card, ...(file !== undefined && { file }) }, 'Bo')
        ?.refusal;
    assert.equal(say(), 'no-such-file');
    assert.equal(say({ epoch: 2, seq: 1 }), 'no-such-file');
    for (const bad of ['1', {}, { epoch: 1 }, { epoch: 0, seq: 1 }, { epoch: 1, seq: 1.5 }]) {
      assert.equal(say(bad), 'bad-frame', JSON.stringify(bad));
    }
    const most = 25 * 1024 * 1024;
    assert.equal(say({ epoch: 1, seq: 1 }, { ...fileCard, size: most + 1 }), 'no-such-file');
    assert.equal(say({ epoch: 1, seq: 1 }, { ...fileCard, size: most }), undefined);
    reads.begin(2);
    for (const epoch of [1, 2]) assert.equal(say({ epoch, seq: 7 }), undefined);
    assert.equal(
      write('bo', { type: 'say', text: 'x', card: codeCard, file: { epoch: 9, seq: 1 } }, 'Bo')
        ?.refusal,
      undefined,
    );
  });

  it('let only the owner decide the rules', () => {
    const { reads, write } = scene();
    assert.equal(write('bo', rules(2), 'Bo')?.refusal, 'not-yours');
    assert.equal(
      write('ann', rules(1, { most: 3 }), 'Ann')?.refusal,
      'bad-frame',
      'an old version',
    );
    write('ann', rules(2, { most: 3 }), 'Ann');
    assert.equal(reads.permissions.rules?.rules.most, 3);
  });

  it('let no one in while the room is locked, but those it names', () => {
    const { write } = scene();
    write('ann', rules(2, { locked: true, members: [wideId('bo'), wideId('di')] }), 'Ann');
    assert.equal(write('ed', { type: 'join', box })?.refusal, 'room-locked');
    assert.equal(write('ed', { type: 'say', text: 'hi' })?.refusal, 'removed');
    assert.equal(write('cy', { type: 'say', text: 'hi' })?.refusal, 'removed', 'not named');
    assert.equal(write('bo', { type: 'say', text: 'hi' }, 'Bo')?.entry.type, 'message');
    assert.equal(write('di', { type: 'join', box })?.entry.type, 'joined');
    assert.equal(write('ann', { type: 'say', text: 'hi' }, 'Ann')?.entry.type, 'message');
  });

  it('let the owner and moderators remove others, and no one else', () => {
    const { reads, write } = scene();
    const remove = (name: string) => ({ type: 'remove', member: wideId(name), reason: 'spam' });
    assert.equal(write('bo', remove('cy'), 'Bo')?.refusal, 'not-yours');
    write('ann', rules(2, { moderators: [{ member: wideId('bo'), grant: 'g' }] }), 'Ann');
    assert.equal(write('bo', remove('ann'), 'Bo')?.refusal, 'not-yours');
    const gone = write('bo', remove('cy'), 'Bo')?.entry;
    assert.deepEqual(gone?.type === 'removed' && [gone.name, gone.reason], ['Cy', 'spam']);
    const by = { member: wideId('bo'), name: 'Bo' };
    assert.deepEqual(gone?.type === 'removed' && gone.by, by);
    assert.deepEqual(reads.permissions.removal(wideId('cy')), { reason: 'spam', by });
    assert.equal(write('cy', { type: 'say', text: 'hi' }, 'Cy')?.refusal, 'removed');
    assert.equal(write('cy', { type: 'join', box }, 'Cy')?.refusal, 'removed');
    write(
      'ann',
      rules(3, { moderators: ['bo', 'di'].map((name) => ({ member: wideId(name), grant: 'g' })) }),
      'Ann',
    );
    assert.equal(write('bo', remove('di'), 'Bo')?.refusal, 'not-yours', 'another moderator');
    assert.equal(write('ann', remove('bo'), 'Ann')?.entry.type, 'removed');
  });

  it('end with the move to another epoch', () => {
    const { reads, write } = scene();
    const rekey = (epoch: number) => ({ type: 'rekey', epoch, keys: [`${wideId('bo')}sealed`] });
    assert.equal(write('bo', rekey(2), 'Bo')?.refusal, 'not-yours');
    assert.equal(write('ann', rekey(3), 'Ann')?.refusal, 'bad-frame', 'not the next one');
    const moved = write('ann', rekey(2), 'Ann')?.entry;
    assert.deepEqual(moved?.type === 'rekeyed' && [moved.author, moved.name], [
      wideId('ann'),
      'Ann',
    ]);
    assert.equal(reads.rekey?.tokens.get(wideId('bo')), 'sealed');
    const { last } = reads;
    assert.equal(write('bo', { type: 'say', text: 'late' }, 'Bo'), undefined);
    assert.equal(reads.last, last);
    reads.begin(2);
    const next = new EntryWriter(last + 1).write('bo', { type: 'say', text: 'hi' }, 'Bo');
    assert.equal(reads.take(next)?.entry.type, 'message');
  });

  it('move only with all who have joined', () => {
    const { reads, write } = scene();
    const rekey = (at: number | undefined) => ({ type: 'rekey', epoch: 2, keys: [], at });
    const { last } = reads;
    write('di', { type: 'join', box });
    assert.equal(write('ann', rekey(last), 'Ann')?.refusal, 'outdated');
    write('bo', { type: 'join', box }, 'Bo');
    assert.equal(write('ann', rekey(last + 1), 'Ann')?.refusal, undefined);
    assert.ok(reads.rekey);
    reads.begin(1);
    assert.equal(write('ann', rekey(undefined), 'Ann')?.refusal, undefined);
  });

  it('move without those who were removed, also if that happened just before', () => {
    const { reads, write } = scene();
    const rekey = (...names: string[]) => {
      const keys = names.map((name) => `${wideId(name)}sealed`);
      return { type: 'rekey', epoch: 2, keys };
    };
    write('ann', { type: 'remove', member: wideId('cy'), reason: '' }, 'Ann');
    assert.equal(write('ann', rekey('ann', 'bo', 'cy'), 'Ann')?.refusal, 'outdated');
    assert.equal(reads.rekey, undefined);
    assert.equal(write('ann', rekey('ann', 'bo'), 'Ann')?.refusal, undefined);
    assert.ok(reads.rekey);
  });

  it('agree on a move with who starts later, though someone comes back whose join is gone', () => {
    const { reads, write, writer } = scene();
    const late = reducer();
    for (let count = 0; count < 10_000; count += 1) write('ann', { type: 'say', text: 'x' }, 'Ann');
    const { last } = reads;
    late.skip(4);
    for (const entry of writer.written.slice(4)) late.take(entry);
    // Who starts now knows Bo and Cy no more, and the owner not before it has said something.
    const owner = writer.write('ann', rules(2), 'Ann');
    for (const each of [reads, late]) each.take(owner);
    const back = writer.write('bo', { type: 'join', box }, 'Bo');
    const move = writer.write('ann', { type: 'rekey', epoch: 2, keys: [], at: last + 1 }, 'Ann');
    for (const each of [reads, late]) {
      each.take(back);
      assert.equal(each.take(move)?.refusal, 'outdated');
    }
  });

  it('repeat the owner’s rules, which no one else can make up', () => {
    const [writer, reads] = [new EntryWriter(6000), reducer()];
    const said = new EntryWriter().write('ann', rules(4, { most: 9 }), 'Ann');
    const forged = new EntryWriter().write('bo', rules(5), 'Bo');
    assert.equal(
      reads.take(writer.write('bo', { type: 'repeat', entry: forged.proof }))?.refusal,
      'bad-frame',
    );
    reads.take(writer.write('bo', { type: 'repeat', entry: said.proof }));
    assert.deepEqual(
      [reads.permissions.rules?.rules.most, reads.permissions.rules?.seq],
      [9, 6001],
    );
    assert.equal(reads.permissions.ownerId, wideId('ann'));
    const older = new EntryWriter().write('ann', rules(3), 'Ann');
    reads.take(writer.write('cy', { type: 'repeat', entry: older.proof }));
    assert.equal(reads.permissions.rules?.rules.version, 4);
  });
});

/** What a member does, with the index of the message that it is about, or a number that is none. */
interface Step {
  readonly by: 'Bo' | 'Cy';
  readonly act: AnyAct;
  readonly target?: number;
  readonly reply?: number;
}

const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', '\u001b[31m\u0000', 'x'.repeat(33_000), '\u202e\ud800'),
);
const target = fc.nat({ max: 12 });
const card = fc.constantFrom(
  ...[undefined, codeCard, patchCard, fileCard, { ...codeCard, text: '\u001b[2J\n'.repeat(3) }],
  ...[{ ...codeCard, line: 0 }, { type: 'later', x: 1 }, { type: 5 }],
);
const emoji = fc.constantFrom(
  '👍',
  '✅',
  '',
  'a b',
  '\u202e',
  ...Array.from('abcdefghijklmnopqrstu'),
);
const by = fc.constantFrom('Bo' as const, 'Cy' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ by, act: fc.record({ type: fc.constant('say'), text, card }) }),
  fc.record({ by, act: fc.record({ type: fc.constant('say'), text }), reply: target }),
  fc.record({ by, act: fc.record({ type: fc.constant('edit'), text }), target }),
  fc.record({ by, act: fc.constant({ type: 'delete' }), target }),
  fc.record({
    by,
    act: fc.record(
      {
        ...{ type: fc.constant('react'), emoji, on: fc.boolean() },
        pin: fc.constantFrom(true, false),
        applied: fc.constantFrom({ files: 1, of: 2 }, { files: 3, of: 2 }),
      },
      { requiredKeys: ['type', 'emoji', 'on'] },
    ),
    target,
  }),
  fc.record({
    by,
    act: fc.record({
      type: fc.constant('rename'),
      name: fc.constantFrom('', '\u202e', 'Di', 'Di  x', 'é', 'a'.repeat(40)),
    }),
  }),
);

/** The log that members see: without numbers, times and what shows nothing. */
function shown(entries: readonly RoomEntry[], author: (id: string) => string) {
  return entries.map((entry) => {
    const { seq: _, ...rest } = entry;
    const parts = { ...rest, time: 0 } as Record<string, unknown>;
    if (typeof parts.author === 'string') parts.author = author(parts.author);
    if (typeof parts.member === 'string') parts.member = author(parts.member);
    return parts;
  });
}

describe('the reducer of a wide room', () => {
  it('decides like a hub', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { server } = hostedRoom({ kind: 'group' });
        const guests = { Bo: server.connect('Bo'), Cy: server.connect('Cy') };
        const { write } = scene();
        /** The messages' numbers at the hub, and in the wide room. */
        const messages: [number, number][] = [];
        const [atHub, wide]: [RoomEntry[], RoomEntry[]] = [[], []];
        const names = { Bo: 'Bo', Cy: 'Cy' };
        const refusals: string[] = [];
        steps.forEach(({ act: bare, by, target, reply }, index) => {
          // Only hubs refuse a name that someone has.
          const renames = bare.type === 'rename' && /^[Dé]/.test(String(bare.name));
          const act = renames ? { ...bare, name: `${bare.name} ${by}` } : bare;
          const numbers = (at: number | undefined) =>
            at === undefined ? undefined : (messages[at] ?? [1e6, 1e6]);
          const about = (side: 0 | 1) => ({
            ...(target !== undefined && { target: numbers(target)?.[side] }),
            ...(reply !== undefined && { reply: numbers(reply)?.[side] }),
          });
          const guest = guests[by];
          const [before, told] = [guest.entries.length, guest.notices.length];
          const decoded = decodeToHub(
            JSON.stringify({ ...act, id: `q${index}`, ...about(0) }).normalize('NFC'),
          );
          if (decoded.ok) {
            const { frame } = decoded;
            // What the hub's end of a connection does with a frame.
            const clean = 'text' in frame ? withCleanText({ ...frame } as never) : { ...frame };
            guest.ask(clean as never);
          }
          const numberedAtHub = guest.entries.slice(before);
          const refused = guest.notices
            .slice(told)
            .flatMap((notice) => (notice.type === 'refused' ? [notice.code] : []));
          const outcome = write(
            by.toLowerCase(),
            JSON.parse(JSON.stringify({ ...act, ...about(1) }).normalize('NFC')),
            names[by],
            `q${index}`,
          );
          if (!outcome) throw new Error('the epoch has ended');
          const [entry] = numberedAtHub;
          const what = JSON.stringify({ by, act, target, reply });
          assert.equal(outcome.entry.type === 'unknown', entry === undefined, what);
          const code = decoded.ok ? refused[0] : 'bad-frame';
          assert.equal(outcome.refusal, code, what);
          if (code) refusals.push(code);
          if (!entry) return;
          atHub.push(entry);
          wide.push(outcome.entry);
          if (entry.type === 'renamed') names[by] = entry.name;
          if (entry.type === 'message') messages.push([entry.seq, outcome.entry.seq]);
        });
        const numberAt = (side: 0 | 1) =>
          new Map(messages.map((both, index) => [both[side], index] as const));
        const withIndexes = (side: 0 | 1, entries: readonly RoomEntry[]) =>
          entries.map((entry) => {
            const index = numberAt(side);
            const by = (seq: number) => index.get(seq) ?? -1;
            return {
              ...entry,
              ...('target' in entry && { target: by(entry.target) }),
              ...('reply' in entry && { reply: by(entry.reply ?? 0) }),
            } as RoomEntry;
          });
        const idOf: Record<string, string> = { m1: wideId('bo'), m2: wideId('cy') };
        assert.deepEqual(
          shown(withIndexes(1, wide), (id) => id),
          shown(withIndexes(0, atHub), (id) => idOf[id] ?? id),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('agrees with a reader that starts later about what both have', () => {
    const member = fc.constantFrom('ann', 'bo', 'cy', 'di');
    const moderators = fc.subarray(['bo', 'cy']);
    const act = fc.oneof(
      fc.record({ type: fc.constant('say'), text: fc.constantFrom('a', 'b', '') }),
      fc.record({ type: fc.constant('edit'), target: fc.nat(60), text: fc.constant('c') }),
      fc.record({ type: fc.constant('delete'), target: fc.nat(60) }),
      fc.record({
        ...{ type: fc.constant('react'), target: fc.nat(60), emoji: fc.constantFrom('👍', 'x') },
        ...{ on: fc.boolean() },
      }),
      fc.record({ type: fc.constant('rename'), name: fc.constantFrom('X', 'Y', '') }),
      fc.constant({ type: 'join', box }),
      fc.constant({ type: 'leave' }),
      fc.record({
        type: fc.constant('remove'),
        member: member.map(wideId),
        reason: fc.constant(''),
      }),
      fc.record({
        locked: fc.boolean(),
        mods: moderators,
        members: fc.subarray(['bo', 'cy', 'di']),
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(member, act), { maxLength: 60 }),
        fc.nat(60),
        (steps, after) => {
          const start = Math.min(after, steps.length + 1);
          const writer = new EntryWriter();
          let version = 0;
          const writeRules = (more: Partial<WideRules>) => {
            version += 1;
            return writer.write('ann', rules(version, more));
          };
          let newest = writeRules({});
          const repeat = () => {
            // Programs repeat the rules, so that those who start later have them; here, at once.
            if (writer.written.length === start) {
              writer.write('cy', { type: 'repeat', entry: newest.proof });
            }
          };
          for (const [by, act] of steps) {
            repeat();
            if (!('locked' in act)) writer.write(by, act as AnyAct);
            else
              newest = writeRules({
                locked: act.locked,
                members: act.members.map(wideId),
                moderators: act.mods.map((name) => ({ member: wideId(name), grant: 'g' })),
              });
          }
          repeat();
          const [all, part] = [reducer(), reducer()];
          const entries = writer.written;
          part.skip(start);
          const outcomes = entries.map((entry) => all.take(entry));
          const removes = (each: Reduced | undefined) =>
            each?.act?.type === 'remove' && each.refusal === undefined;
          // Removing moves the room to another stream, where no one remembers it.
          fc.pre(!outcomes.slice(0, start).some(removes));
          entries.slice(start).forEach((entry, index) => {
            const [one, other] = [outcomes[start + index], part.take(entry)];
            const { act } = entry;
            const isOlder = typeof act.target === 'number' && act.target <= start;
            const isMeeting = ['join', 'leave', 'remove'].includes(String(act.type));
            if (isOlder) return;
            assert.equal(other?.refusal, one?.refusal, JSON.stringify([start, entry]));
            if (!isMeeting) assert.equal(other?.entry.type, one?.entry.type);
          });
          assert.deepEqual(part.permissions.rules?.rules, all.permissions.rules?.rules);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('forgets what the stream no longer has, at the same entry as every reader', () => {
    const [writer, all, part] = [new EntryWriter(), reducer(), reducer()];
    const first = writer.write('bo', { type: 'say', text: 'old' }, 'Bo', 'first');
    all.take(first);
    part.skip(1);
    for (let count = 1; count < 10_000; count += 1) {
      const entry = writer.write('bo', { type: 'react', target: 1, emoji: '👍', on: true }, 'Bo');
      assert.equal(all.take(entry)?.entry.type, 'reacted');
      assert.equal(part.take(entry)?.refusal, 'no-such-message');
    }
    const last = writer.write('bo', { type: 'delete', target: 1 }, 'Bo');
    assert.equal(all.take(last)?.entry.type, 'deleted', 'the stream has it until this is stored');
    const late = writer.write('bo', { type: 'edit', target: 1, text: 'x' }, 'Bo', 'first');
    assert.equal(all.take(late)?.refusal, 'no-such-message', 'nor is its id remembered');
  });
});
