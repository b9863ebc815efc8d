import assert from 'node:assert/strict';
import type { NearbyRoom } from '../../../src/protocol/announcement';
import { KnockError } from '../../../src/protocol/knock';
import { NetError } from '../../../src/protocol/net-error';
import { KnockAttempt } from '../../../src/room/guest/knock-attempt';
import type { KnockState } from '../../../src/room/knocks';
import { silentLogger } from '../../../src/util/logger';
import { FakeNetwork } from '../../helpers/fake-network';
import { waitFor } from '../../helpers/wait-for';

const room: NearbyRoom = {
  ...{ id: '00112233445566aa', kind: 'group', name: 'Lab 3', host: 'Ann' },
  ...{ locked: false, knock: true, code: false, key: 'room', port: 5000 },
  endpoints: [
    { host: '10.0.0.8', port: 5000 },
    { host: '10.0.0.7', port: 5000 },
    { host: '10.0.0.7', port: 6000 },
  ],
};

const token = 'token'.padEnd(22, '0');

function scene(network = new FakeNetwork()) {
  const attempt = new KnockAttempt({ network, logger: silentLogger }, room, ' Bo ');
  const states: KnockState['kind'][] = [];
  attempt.onDidChange(({ kind }) => states.push(kind));
  const until = (kind: KnockState['kind']) => waitFor(() => attempt.state.kind === kind, kind);
  const sent = () => network.knocks[0];
  return { attempt, network, states, until, sent };
}

describe('a guest’s knock', () => {
  it('shows the code, and leads to an invite with the certificate that it saw', async () => {
    const { attempt, states, until, sent } = scene();
    assert.deepEqual(attempt.state, { kind: 'connecting' });
    await until('waiting');
    assert.deepEqual(sent()?.name, 'Bo');
    assert.deepEqual(sent()?.target, { id: room.id, endpoints: room.endpoints });
    const names = { room: 'Lab 3', host: 'Ann' };
    assert.deepEqual(attempt.state, {
      ...{ kind: 'waiting', code: '482193', ...names, address: '10.0.0.7' },
      expires: sent()?.expires,
    });
    sent()?.accept(token);
    await until('accepted');
    assert.deepEqual(attempt.state, {
      kind: 'accepted',
      ...names,
      invite: {
        ...{ kind: 'group', name: 'Lab 3', addresses: ['10.0.0.7', '10.0.0.8'], port: 5000 },
        ...{ pin: sent()?.pin, token },
      },
    });
    assert.deepEqual(states, ['waiting', 'accepted']);
    attempt.cancel();
    assert.deepEqual(attempt.state, { kind: 'ended', code: 'cancelled' });
  });

  it('says why it didn’t lead into the room', async () => {
    const { attempt, until, sent } = scene();
    await until('waiting');
    sent()?.fail(new KnockError('wrong-code', 'the host refused'));
    await until('ended');
    assert.deepEqual(attempt.state, { kind: 'ended', code: 'wrong-code' });
    sent()?.accept(token);
    attempt.cancel();
    assert.deepEqual(attempt.state, { kind: 'ended', code: 'wrong-code' });

    for (const [failure, code] of [
      [new KnockError('unreachable', 'no way'), 'unreachable'],
      [new Error('a bug'), 'failed'],
      [new NetError('refused', 'nobody'), 'failed'],
    ] as const) {
      const network = new FakeNetwork();
      network.failure = failure;
      const failed = scene(network);
      await failed.until('ended');
      assert.deepEqual(failed.attempt.state, { kind: 'ended', code });
    }
  });

  it('ends at once when the user cancels, while it connects and while it waits', async () => {
    const network = new FakeNetwork();
    network.failure = 'never';
    const connecting = scene(network);
    connecting.attempt.cancel();
    assert.deepEqual(connecting.attempt.state, { kind: 'ended', code: 'cancelled' });
    assert.ok(network.knocks[0]?.signal.aborted);

    const waiting = scene();
    await waiting.until('waiting');
    waiting.attempt.cancel();
    assert.deepEqual(waiting.attempt.state, { kind: 'ended', code: 'cancelled' });
    assert.ok(waiting.sent()?.signal.aborted);
    assert.deepEqual(waiting.states, ['waiting', 'ended']);
  });

  it('is none at a lab room, which needs no invite', () => {
    const network = new FakeNetwork();
    const lab: NearbyRoom = { ...room, kind: 'lab-hub' };
    assert.throws(() => new KnockAttempt({ network, logger: silentLogger }, lab, 'Bo'), TypeError);
    assert.equal(network.knocks.length, 0);
  });
});
