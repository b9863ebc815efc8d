import assert from 'node:assert/strict';
import { defaultLimits } from '../../src/protocol/limits';
import { ChaosProxy } from '../helpers/chaos-proxy';
import { realSession } from '../helpers/real-session';
import { waitFor } from '../helpers/wait-for';

/** A thirtieth of the real times. */
const limits = { ...defaultLimits, heartbeatMs: 500, deadMs: 1500, retryMinMs: 50 };

describe('a connection that forwards nothing any more', () => {
  it('is detected, and messages sent meanwhile arrive', async () => {
    const host = realSession(limits);
    const guest = realSession(limits);
    await host.host({
      kind: 'pair',
      name: 'Lab',
      address: '127.0.0.1',
      port: 0,
      maxClients: 1,
      person: 'Ann',
    });
    const invite = host.invited?.hostActions?.invite;
    assert.ok(invite);
    const proxy = await ChaosProxy.listen({
      target: invite.port,
      random: Math.random,
      everyMs: 0,
      faultMs: 0,
    });
    try {
      await guest.joinByInvite({ ...invite, addresses: ['127.0.0.1'], port: proxy.port }, 'Bo');
      const bo = () => host.state.members.find(({ name }) => name === 'Bo');
      await waitFor(() => bo()?.presence === 'here', 'Bo is here');
      // It comes back at once, and nobody is told that it was away.
      let isDetected = false;
      guest.onDidChangeState(({ connection }) => {
        isDetected ||= connection.kind === 'reconnecting';
      });
      proxy.freeze();
      guest.messages.say('into the void');
      await waitFor(() => isDetected, 'the guest detects it');
      const heard = () =>
        host.entries.some((e) => e.kind === 'message' && e.text === 'into the void');
      await waitFor(heard, 'what was said meanwhile');
      await waitFor(() => bo()?.presence === 'here', 'Bo is here again');
    } finally {
      proxy.dispose();
      await guest.leave();
      await host.leave();
    }
  });
});
