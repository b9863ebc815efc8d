import assert from 'node:assert/strict';
import { createDoor, HubDoor, maxKeys } from '../../../src/net/deskmate/access-control';
import type { AccessChange, AccessState } from '../../../src/protocol/transport';
import { cpuTime } from '../../helpers/cpu-time';

const kept = () => true;

/** The key that the door makes. */
function issue(door: HubDoor, member: string): string {
  return door.issueKey(member, kept) ?? '';
}

describe('HubDoor', () => {
  let state: AccessState;
  let door: HubDoor;
  let changes: AccessChange[];

  before(async () => {
    ({ state } = await createDoor());
  });

  beforeEach(() => {
    door = new HubDoor(state);
    changes = [];
    door.onDidChange((change) => changes.push(change));
  });

  it('begins unlocked, with a random token, a pin and no keys', async () => {
    assert.match(state.token, /^[\w-]{22}$/);
    assert.match(door.pin, /^[\w-]{43}$/);
    assert.deepEqual([state.locked, state.keys], [false, []]);
    assert.notEqual((await createDoor()).state.token, state.token);
  });

  it('knows its token and no other, whatever its length', () => {
    assert.ok(door.knowsToken(state.token));
    for (const wrong of ['', 'A', state.token.slice(0, -1), `${state.token}A`, 'B'.repeat(22)]) {
      assert.ok(!door.knowsToken(wrong), wrong);
    }
  });

  it('knows a member by the key it issued, and keeps only its hash', () => {
    const key = issue(door, 'm1');
    const other = issue(door, 'm2');
    assert.match(key, /^[\w-]{43}$/);
    assert.ok(door.knowsKey('m1', key));
    for (const [member, wrong] of [
      ['m1', other],
      ['m2', key],
      ['m3', key],
      ['m1', ''],
      ['__proto__', key],
    ] as const) {
      assert.ok(!door.knowsKey(member, wrong), member);
    }
    assert.ok(!JSON.stringify([door.state, changes]).includes(key));
  });

  it('is the same door when it is opened with its state', () => {
    const key = issue(door, 'm1');
    door.lock(true, kept);
    door.resetInvite(kept);
    const again = new HubDoor(structuredClone(door.state));
    assert.deepEqual(again.state, door.state);
    assert.equal(again.pin, door.pin);
    assert.ok(again.knowsKey('m1', key) && again.locked && again.knowsToken(door.state.token));
  });

  it('changes nothing before that is kept, nor when it cannot be', () => {
    const key = issue(door, 'm1');
    const before = door.state;
    const asked: (readonly AccessChange[])[] = [];
    const refuse = (wished: readonly AccessChange[]) => {
      asked.push(wished);
      assert.deepEqual(door.state, before);
      return false;
    };
    assert.equal(door.issueKey('m2', refuse), undefined);
    assert.ok(!door.lock(true, refuse) && !door.resetInvite(refuse));
    assert.ok(!door.revoke('m1', refuse) && !door.expel('m1', refuse));
    assert.deepEqual(
      asked.map((wished) => wished.map(({ type }) => type)),
      [['key'], ['locked'], ['token'], ['revoked'], ['revoked', 'token']],
    );
    assert.deepEqual(door.state, before);
    assert.ok(door.knowsKey('m1', key));
    assert.equal(changes.length, 1, 'nothing is told that did not happen');
    assert.ok(door.expel('m1', kept));
    assert.ok(!door.knowsKey('m1', key) && !door.knowsToken(before.token));
  });

  it('makes invites given out before worthless, and members’ keys when they are revoked', () => {
    const key = issue(door, 'm1');
    door.resetInvite(kept);
    assert.ok(!door.knowsToken(state.token));
    assert.ok(door.knowsToken(door.state.token) && door.knowsKey('m1', key));
    door.revoke('m1', kept);
    door.revoke('m1', kept);
    assert.ok(!door.knowsKey('m1', key));
    door.lock(false, kept);
    assert.deepEqual(
      changes.map(({ type }) => type),
      ['key', 'token', 'revoked'],
      'nothing is told that changes nothing',
    );
  });

  it('keeps the newest 2,000 keys', () => {
    const keys = Array.from({ length: maxKeys + 1 }, (_, index) => issue(door, `m${index}`));
    assert.equal(door.state.keys.length, maxKeys);
    assert.ok(!door.knowsKey('m0', keys[0] ?? ''));
    assert.ok(door.knowsKey('m1', keys[1] ?? '') && door.knowsKey('m2000', keys[2000] ?? ''));
  });

  it('lets nobody in with a hash that is none', () => {
    const broken = new HubDoor({ ...state, keys: [{ member: 'm1', hash: '' }] });
    assert.ok(!broken.knowsKey('m1', ''));
  });

  it('takes as long for a member nobody knows as for a wrong key', () => {
    const key = issue(door, 'm1');
    const wrong = 'C'.repeat(43);
    const cost = (member: string) => {
      const times = Array.from({ length: 11 }, () =>
        cpuTime(() => {
          for (let count = 0; count < 1000; count += 1) door.knowsKey(member, wrong);
        }),
      );
      return Math.min(...times);
    };
    cost('m1');
    const [known, unknown] = [cost('m1'), cost('nobody')];
    assert.ok(door.knowsKey('m1', key));
    const ratio = unknown / known;
    assert.ok(ratio > 1 / 3 && ratio < 3, `${unknown} µs against ${known} µs`);
  });
});
