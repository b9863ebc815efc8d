import assert from 'node:assert/strict';
import {
  createAccessControl,
  HubAccessControl,
  successorKey,
} from '../../../src/net/deskmate/access-control';
import type { AccessChange, AccessState } from '../../../src/protocol/access';
import { maxMemberKeys } from '../../../src/protocol/mutable-access';
import { cpuTime } from '../../helpers/cpu-time';

const kept = () => true;

/** The key that is issued. */
function issue(access: HubAccessControl, member: string): string {
  return access.issueKey(member, kept) ?? '';
}

describe('HubAccessControl', () => {
  let state: AccessState;
  let access: HubAccessControl;
  let changes: AccessChange[];

  before(async () => {
    ({ state } = await createAccessControl());
  });

  beforeEach(() => {
    access = new HubAccessControl(state);
    changes = [];
    access.onDidChange((change) => changes.push(change));
  });

  it('begins unlocked, with a random token, a pin and no keys', async () => {
    assert.match(state.token, /^[\w-]{22}$/);
    assert.match(access.pin, /^[\w-]{43}$/);
    assert.deepEqual([state.locked, state.keys], [false, []]);
    assert.notEqual((await createAccessControl()).state.token, state.token);
  });

  it('accepts its token and no other, whatever its length', () => {
    assert.ok(access.knowsToken(state.token));
    for (const wrong of ['', 'A', state.token.slice(0, -1), `${state.token}A`, 'B'.repeat(22)]) {
      assert.ok(!access.knowsToken(wrong), wrong);
    }
  });

  it('recognizes a member by its key, and stores only the hash', () => {
    const key = issue(access, 'm1');
    const other = issue(access, 'm2');
    assert.match(key, /^[\w-]{43}$/);
    assert.ok(access.knowsKey('m1', key));
    for (const [member, wrong] of [
      ['m1', other],
      ['m2', key],
      ['m3', key],
      ['m1', ''],
      ['__proto__', key],
    ] as const) {
      assert.ok(!access.knowsKey(member, wrong), member);
    }
    assert.ok(!JSON.stringify([access.state, changes]).includes(key));
  });

  it('decides the same when reopened with its state', () => {
    const key = issue(access, 'm1');
    access.lock(true, kept);
    access.resetInvite(kept);
    const again = new HubAccessControl(structuredClone(access.state));
    assert.deepEqual(again.state, access.state);
    assert.equal(again.pin, access.pin);
    assert.ok(again.knowsKey('m1', key) && again.locked && again.knowsToken(access.state.token));
  });

  it('changes nothing before the change is stored, nor if it can’t be', () => {
    const key = issue(access, 'm1');
    const before = access.state;
    const asked: (readonly AccessChange[])[] = [];
    const refuse = (wished: readonly AccessChange[]) => {
      asked.push(wished);
      assert.deepEqual(access.state, before);
      return false;
    };
    assert.equal(access.issueKey('m2', refuse), undefined);
    assert.ok(!access.lock(true, refuse) && !access.resetInvite(refuse));
    assert.ok(!access.revoke('m1', refuse) && !access.expel('m1', refuse));
    assert.deepEqual(
      asked.map((wished) => wished.map(({ type }) => type)),
      [['key'], ['locked'], ['token'], ['revoked'], ['revoked', 'token']],
    );
    assert.deepEqual(access.state, before);
    assert.ok(access.knowsKey('m1', key));
    assert.equal(changes.length, 1, 'nothing is reported that didn’t happen');
    assert.ok(access.expel('m1', kept));
    assert.ok(!access.knowsKey('m1', key) && !access.knowsToken(before.token));
  });

  it('invalidates earlier invites, and members’ keys when they are revoked', () => {
    const key = issue(access, 'm1');
    access.resetInvite(kept);
    assert.ok(!access.knowsToken(state.token));
    assert.ok(access.knowsToken(access.state.token) && access.knowsKey('m1', key));
    access.revoke('m1', kept);
    access.revoke('m1', kept);
    assert.ok(!access.knowsKey('m1', key));
    access.lock(false, kept);
    assert.deepEqual(
      changes.map(({ type }) => type),
      ['key', 'token', 'revoked'],
      'a change without effect isn’t reported',
    );
  });

  it('has a key for its host that depends on the private key alone', async () => {
    const access = await createAccessControl();
    assert.match(access.hostKey, /^[\w-]{43}$/);
    const again = new HubAccessControl({ ...access.state, token: 'other', keys: [] });
    assert.equal(again.hostKey, access.hostKey);
    assert.notEqual((await createAccessControl()).hostKey, access.hostKey);
    assert.ok(!access.knowsKey('m0', access.hostKey), 'it opens nothing here');
  });

  it('derives keys that open a successor for the host and each member, and nobody else', async () => {
    const [host, next] = await Promise.all([createAccessControl(), createAccessControl()]);
    const key = issue(host, 'm1');
    const gone = issue(host, 'm2');
    host.revoke('m2', kept);
    next.takeOver(host.keysFor(next.pin, 'm0'), false);
    assert.ok(next.knowsKey('m1', successorKey(key, next.pin)));
    assert.ok(next.knowsKey('m0', successorKey(host.hostKey, next.pin)));
    assert.ok(!next.knowsKey('m1', key), 'what a successor learns is no key here');
    assert.ok(!next.knowsKey('m2', successorKey(gone, next.pin)));
    // A change of one key is what it would be among all.
    const [known] = host.state.keys;
    assert.ok(known);
    assert.deepEqual(host.keyFor(next.pin, known), host.keysFor(next.pin, 'm0')[0]);
  });

  it('passes on one key for the host, who was a member before', async () => {
    const [first, host, next] = await Promise.all([1, 2, 3].map(() => createAccessControl()));
    assert.ok(first && host && next);
    issue(first, 'm1');
    host.takeOver(first.keysFor(host.pin, 'm0'), false);
    const keys = host.keysFor(next.pin, 'm1');
    assert.deepEqual(keys.map(({ member }) => member).sort(), ['m0', 'm1']);
    next.takeOver(keys, false);
    assert.ok(next.knowsKey('m1', successorKey(host.hostKey, next.pin)));
  });

  it('keeps the newest 2,000 keys', () => {
    const keys = Array.from({ length: maxMemberKeys + 1 }, (_, index) =>
      issue(access, `m${index}`),
    );
    assert.equal(access.state.keys.length, maxMemberKeys);
    assert.ok(!access.knowsKey('m0', keys[0] ?? ''));
    assert.ok(access.knowsKey('m1', keys[1] ?? '') && access.knowsKey('m2000', keys[2000] ?? ''));
  });

  it('admits no one with an invalid hash', () => {
    const broken = new HubAccessControl({ ...state, keys: [{ member: 'm1', hash: '' }] });
    assert.ok(!broken.knowsKey('m1', ''));
  });

  it('takes as long for an unknown member as for a wrong key', () => {
    const key = issue(access, 'm1');
    const wrong = 'C'.repeat(43);
    const cost = (member: string) =>
      cpuTime(() => {
        for (let count = 0; count < 1000; count += 1) access.knowsKey(member, wrong);
      });
    assert.ok(access.knowsKey('m1', key));
    let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const isEqual = () => unknown < 3 * known && known < 3 * unknown;
    // In turn, and the best of all: on a busy machine, single times are several times as long.
    for (let round = 0; round < 100 && (round < 5 || !isEqual()); round += 1) {
      known = Math.min(known, cost('m1'));
      unknown = Math.min(unknown, cost('nobody'));
    }
    assert.ok(isEqual(), `${unknown} µs against ${known} µs`);
  });
});
