import assert from 'node:assert/strict';
import type { Server } from 'node:net';
import { codeAlpn } from '../../src/protocol/code-frames';
import type { Session } from '../../src/room/session/session';
import { realSession } from '../helpers/real-session';
import { tlsRelay } from '../helpers/tls-relay';
import { waitFor } from '../helpers/wait-for';

describe('joining with a room code', () => {
  let host: Session;
  let guest: Session;
  let servers: Server[];

  async function open(maxClients = 4): Promise<string> {
    const place = { name: 'Lab 3', address: '127.0.0.1', port: 0 };
    await host.host({ kind: 'group', ...place, maxClients, person: 'Ann' });
    await actions().roomCode.renew();
    return actions().roomCode.state?.code ?? '';
  }

  function actions() {
    const { hostActions } = host.invited ?? {};
    assert.ok(hostActions);
    return hostActions;
  }

  const enter = (code: string, port = host.state.room?.port ?? 0, session = guest) => {
    const endpoints = [{ host: '127.0.0.1', port }];
    return session.enterCode({ endpoints }, code, new AbortController().signal);
  };

  beforeEach(() => {
    host = realSession();
    guest = realSession();
    servers = [];
  });

  afterEach(async () => {
    await guest.leave();
    await host.leave();
    for (const server of servers) server.close();
  });

  it('leads to the invite, by which any number of guests join and stay members', async () => {
    const code = await open();
    const invite = await enter(code);
    const { pin, token, port } = actions().invite;
    assert.deepEqual(invite, {
      ...{ kind: 'group', name: 'Lab 3', addresses: ['127.0.0.1'], port, pin, token },
    });
    // Entering a code changes nothing.
    assert.equal(guest.state.connection.kind, 'offline');
    await guest.joinByInvite(invite, 'Bo');
    const other = realSession();
    try {
      await other.joinByInvite(await enter(code, undefined, other), 'Cy');
      await waitFor(() => host.state.members.length === 3, 'both are in');
      assert.equal(actions().roomCode.state?.wrong, 0);
    } finally {
      await other.leave();
    }
  });

  it('lets no one back in who was removed', async () => {
    const code = await open();
    await guest.joinByInvite(await enter(code), 'Bo');
    const bo = await waitFor(() => host.state.members.find(({ self }) => !self), 'Bo is in');
    assert.ok(actions().remove(bo.id, ''));
    await waitFor(() => guest.state.connection.kind === 'offline', 'Bo is out');
    await assert.rejects(enter(code), { code: 'code-paused' });
    await actions().roomCode.renew();
    await assert.rejects(enter(code), { code: 'wrong-code' });
  });

  it('tells the guest what is in the way', async () => {
    const code = await open(1);
    actions().lock(true);
    await assert.rejects(enter(code), { code: 'room-locked' });
    actions().lock(false);
    actions().roomCode.stop();
    await assert.rejects(enter(code), { code: 'no-code' });
    await actions().roomCode.renew();
    const { port } = actions().invite;
    await host.leave();
    await assert.rejects(enter(code, port), { code: 'refused' });
  });

  it('ends with the window: a room that is opened again has none', async () => {
    const code = await open();
    const { port } = actions().invite;
    const journal = host.invited?.journalId ?? '';
    await host.suspend();
    await assert.rejects(enter(code, port), { code: 'refused' });
    assert.ok(await host.reopen(journal));
    assert.equal(actions().roomCode.state, undefined);
    await assert.rejects(enter(code), { code: 'no-code' });
  });

  it('ends when the room is handed over: neither the former nor the new host has one', async () => {
    const code = await open();
    await guest.joinByInvite(await enter(code), 'Bo');
    guest.invited?.setMayTakeOver?.(true);
    const { port } = actions().invite;
    const [bo] = await waitFor(() => {
      const { successors } = actions();
      return successors.length > 0 ? successors : undefined;
    }, 'Bo can take over');
    assert.ok(bo);
    const { ok } = await actions().handOver(bo.id, true);
    assert.ok(ok);
    await waitFor(() => guest.state.connection.kind === 'hosting', 'Bo hosts the room');
    assert.equal(guest.invited?.hostActions?.roomCode.state, undefined);
    const late = realSession();
    const refusals = ['refused', 'no-code', 'closed-at-once'];
    for (const place of [port, guest.state.room?.port ?? 0]) {
      await assert.rejects(enter(code, place, late), ({ code }: { readonly code: string }) =>
        refusals.includes(code),
      );
    }
  });

  it('fails when someone is between the two, who passes everything on', async () => {
    const code = await open();
    const { port, server } = await tlsRelay(host.state.room?.port ?? 0, codeAlpn);
    servers.push(server);
    await assert.rejects(enter(code, port), { code: 'wrong-code', left: 2 });
    assert.equal(actions().roomCode.state?.wrong, 1);
    // Without the relay, the same code is right.
    assert.equal((await enter(code)).pin, actions().invite.pin);
  });
});
