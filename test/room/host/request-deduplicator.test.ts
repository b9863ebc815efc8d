import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeEntry } from '../../../src/protocol/codec';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import { type HashKey, RequestDeduplicator } from '../../../src/room/host/request-deduplicator';
import { Entries } from '../../../src/room/log/entries';

/** A log whose requests are remembered. */
class Log {
  readonly entries: Entries;
  readonly requests: RequestDeduplicator;

  constructor(maxEntries: number, key?: HashKey) {
    const onForget = (first: number) => this.requests.forgetBefore(first);
    this.entries = new Entries({ maxEntries, onForget });
    this.requests = new RequestDeduplicator(this.entries, key);
  }

  say(author: string, id: string): void {
    const seq = this.entries.last + 1;
    this.append({ type: 'message', seq, time: 0, author, name: '', id, text: 'x' });
    this.requests.add(author, id, seq, true);
  }

  rename(member: string, id: string): void {
    const seq = this.entries.last + 1;
    this.append({ type: 'renamed', seq, time: 0, member, name: 'b', before: 'a' });
    this.requests.add(member, id, seq, false);
  }

  private append(entry: RoomEntry): void {
    this.entries.append(entry, encodeEntry(entry));
  }
}

describe('RequestDeduplicator', () => {
  it('knows what is in the log and each member’s last 64 requests, and nothing else', () => {
    const request = fc.record({
      // The third member makes few requests, which outlive their entries.
      member: fc.constantFrom('m1', 'm1', 'm1', 'm1', 'm2', 'm2', 'm2', 'm2', 'm3'),
      id: fc.nat(3000).map((id) => `i${id}`),
      isRename: fc.nat(20).map((chance) => chance === 0),
    });
    fc.assert(
      fc.property(fc.array(request, { minLength: 500, maxLength: 900 }), (requests) => {
        const log = new Log(100);
        const made: { member: string; id: string }[] = [];
        for (const { member, id, isRename } of requests) {
          if (made.some((other) => other.member === member && other.id === id)) continue;
          assert.ok(!log.requests.has(member, id), 'new');
          if (isRename) log.rename(member, id);
          else log.say(member, id);
          made.push({ member, id });
        }
        for (const member of ['m1', 'm2', 'm3']) {
          const own = made.filter((one) => one.member === member);
          for (const [index, { id }] of own.entries()) {
            const isKept =
              made.indexOf(own[index] as { member: string; id: string }) >= made.length - 100;
            if (!isKept && index < own.length - 64) continue;
            assert.ok(log.requests.has(member, id), `${member} ${id}`);
          }
        }
        assert.ok(!log.requests.has('m4', made[0]?.id ?? ''), 'another member’s');
      }),
      { numRuns: 20 },
    );
  });

  it('finds requests whose hashes are equal, and forgets those that are gone', () => {
    // FNV-1a of these two is the same.
    const [one, other] = ['costarring', 'liquid'];
    const log = new Log(10, { start: 0x811c9dc5, factor: 0x01000193 });
    log.say('', one);
    assert.deepEqual([log.requests.has('', one), log.requests.has('', other)], [true, false]);
    log.say('', other);
    for (let count = 0; count < 5000; count += 1) log.say('', `i${count}`);
    assert.deepEqual([log.requests.has('', one), log.requests.has('', other)], [false, false]);
    assert.ok(log.requests.has('', 'i4999'));
  });

  it('hashes with another key in each room, so that members can’t choose ids that are looked at', () => {
    const looked = Array.from({ length: 20 }, () => {
      const found: number[] = [];
      const entries = { first: 1, find: (seq: number) => void found.push(seq) };
      const requests = new RequestDeduplicator(entries);
      requests.add('', 'costarring', 1, true);
      requests.has('', 'liquid');
      return found.length;
    });
    assert.equal(Math.min(...looked), 0);
    const fnv: number[] = [];
    const entries = { first: 1, find: (seq: number) => void fnv.push(seq) };
    const requests = new RequestDeduplicator(entries, { start: 0x811c9dc5, factor: 0x01000193 });
    requests.add('', 'costarring', 1, true);
    requests.has('', 'liquid');
    assert.deepEqual(fnv, [1]);
  });

  it('forgets the member whose last request is the oldest of 2,000', () => {
    const log = new Log(1);
    for (let count = 0; count < 2000; count += 1) log.say(`m${count}`, 'a');
    log.say('m0', 'b');
    log.say('m2000', 'a');
    const known = ['m0', 'm1', 'm2'].map((member) => log.requests.has(member, 'a'));
    assert.deepEqual(known, [true, false, true]);
  });
});
