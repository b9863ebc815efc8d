import assert from 'node:assert/strict';
import type { Server } from 'node:net';
import type { NearbyRoom } from '../../src/protocol/announcement';
import { knockAlpn } from '../../src/protocol/knock-frames';
import type { KnockAttempt } from '../../src/room/guest/knock-attempt';
import type { KnockResult, KnockState, OpenKnock } from '../../src/room/knocks';
import type { Session } from '../../src/room/session/session';
import { MemoryArchive } from '../helpers/memory-archive';
import { realSession } from '../helpers/real-session';
import { tlsRelay } from '../helpers/tls-relay';
import { waitFor } from '../helpers/wait-for';

const id = '00112233445566aa';

type StateOf<K extends KnockState['kind']> = Extract<KnockState, { kind: K }>;

/** Waits until the knock is in this state. */
function until<K extends KnockState['kind']>(attempt: KnockAttempt, kind: K): Promise<StateOf<K>> {
  return waitFor(
    () => (attempt.state.kind === kind ? (attempt.state as StateOf<K>) : undefined),
    () => `${kind} instead of ${JSON.stringify(attempt.state)}`,
  );
}

describe('knocking', () => {
  let host: Session;
  let guest: Session;
  let guestArchive: MemoryArchive;
  let asked: OpenKnock[];
  let results: KnockResult[];
  let servers: Server[];

  async function open(kind: 'pair' | 'group' = 'group'): Promise<void> {
    const place = { name: 'Lab 3', address: '127.0.0.1', port: 0 };
    await host.host({ kind, ...place, maxClients: 4, person: 'Ann' });
    const { knocks } = keeper();
    knocks.announce(id);
    knocks.onKnock((knock) => asked.push(knock));
    knocks.onDidEnd(({ result }) => results.push(result));
  }

  function keeper() {
    const { hostActions } = host.invited ?? {};
    assert.ok(hostActions);
    return hostActions;
  }

  function nearby(port = host.state.room?.port ?? 0): NearbyRoom {
    return {
      ...{ id, kind: 'group', name: 'Lab 3', host: 'Ann', locked: false, knock: true, code: false },
      ...{ key: 'room', port, endpoints: [{ host: '127.0.0.1', port }] },
    };
  }

  /** Knocks, and waits until the host is asked. */
  async function knock(port?: number) {
    const before = asked.length;
    const attempt = guest.knock(nearby(port), 'Bo');
    const { code } = await until(attempt, 'waiting');
    const question = await waitFor(() => asked[before], 'the host is asked');
    return { attempt, code, question };
  }

  beforeEach(() => {
    host = realSession();
    guestArchive = new MemoryArchive();
    guest = realSession(undefined, guestArchive);
    asked = [];
    results = [];
    servers = [];
  });

  afterEach(async () => {
    await guest.leave();
    await host.leave();
    for (const server of servers) server.close();
  });

  for (const kind of ['pair', 'group'] as const) {
    it(`lets a guest into a ${kind} that has no invite, and it comes back as a member`, async () => {
      await open(kind);
      const { attempt, code, question } = await knock();
      assert.deepEqual([question.name, question.address], ['Bo', '127.0.0.1']);
      assert.equal(question.answer(code), 'accepted');
      const { invite, host: asks } = await until(attempt, 'accepted');
      assert.equal(asks, 'Ann');
      assert.deepEqual(
        [invite.pin, invite.token, invite.addresses],
        [keeper().invite.pin, keeper().invite.token, ['127.0.0.1']],
      );
      // Nothing happens before the guest's user says that this host asked for the code.
      assert.equal(guest.state.connection.kind, 'offline');
      assert.equal(host.state.members.length, 1);
      await guest.joinByInvite(invite, 'Bo');
      const own = guest.state.members.find(({ self }) => self);
      assert.equal(own?.name, 'Bo');

      // A reload, and a new invite: the member has a key of its own.
      const journal = guest.invited?.journalId ?? '';
      await guest.suspend();
      assert.ok(keeper().resetInvite());
      guest = realSession(undefined, guestArchive);
      assert.ok(await guest.reopen(journal));
      await waitFor(() => guest.state.connection.kind === 'joined', 'the guest is back');
      assert.equal(guest.state.members.find(({ self }) => self)?.id, own?.id);
      assert.deepEqual(results, ['accepted']);
    });
  }

  it('tells both sides how it ended', async () => {
    await open();
    const wrong = await knock();
    const other = wrong.code === '000000' ? '111111' : '000000';
    for (const reply of ['wrong', 'wrong', 'refused']) {
      assert.equal(wrong.question.answer(other), reply);
    }
    assert.equal((await until(wrong.attempt, 'ended')).code, 'wrong-code');

    const cancelled = await knock();
    cancelled.attempt.cancel();
    await waitFor(() => results.length === 2, 'the host learns it');

    const reloaded = await knock();
    await host.suspend();
    assert.equal((await until(reloaded.attempt, 'ended')).code, 'host-away');
    assert.deepEqual(results, ['wrong-code', 'gone', 'host-away']);
  });

  it('is refused by a pair that is full', async () => {
    await open('pair');
    const other = realSession();
    try {
      const waiting = await knock();
      await other.joinByInvite(keeper().invite, 'Cy');
      assert.equal((await until(waiting.attempt, 'ended')).code, 'room-full');
      const late = guest.knock(nearby(), 'Bo');
      assert.equal((await until(late, 'ended')).code, 'room-full');
    } finally {
      await other.leave();
    }
  });

  it('fails when someone is between the two: the digits differ', async () => {
    await open();
    const { port, server } = await tlsRelay(host.state.room?.port ?? 0, knockAlpn);
    servers.push(server);
    const { attempt, code, question } = await knock(port);
    const seen = await until(attempt, 'waiting');
    assert.equal(seen.host, 'Ann', 'everything else looks right');
    // One in a million that they are the same: then there is nothing to see.
    assert.notEqual(question.answer(code), 'accepted');
    assert.equal(question.triesLeft, 2);
  });
});
