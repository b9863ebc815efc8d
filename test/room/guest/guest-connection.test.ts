import assert from 'node:assert/strict';
import type { MemberLink, Ticket } from '../../../src/protocol/member-link';
import { NetError, type NetErrorCode } from '../../../src/protocol/net-error';
import { FakeMemberLink } from '../../helpers/fake-member-link';
import { listenerAt } from '../../helpers/listeners';
import { invite, joinedGuest, lost } from '../../helpers/member-scene';

const hour = 60 * 60_000;

describe('a guest whose connection breaks', () => {
  const final: readonly NetErrorCode[] = [
    'bad-key',
    'removed',
    'replaced',
    'room-closed',
    'other-version',
    'wrong-pin',
  ];

  for (const code of final) {
    it(`gives up at ${code}, whether it is told or detects it`, async () => {
      const told = await joinedGuest();
      told.link.end(lost(code));
      assert.deepEqual(told.session.state.connection, { kind: 'offline', error: code });
      assert.equal(told.hub.network.retries.pending, false);
      const found = await joinedGuest();
      found.link.end(lost('host-away'));
      found.hub.network.failure = new NetError(code, '');
      found.hub.network.retries.fire();
      await found.clock.advance(0);
      assert.deepEqual(found.session.state.connection, { kind: 'offline', error: code });
      const over = ['bad-key', 'removed'].includes(code);
      assert.equal(found.archive.list()[0]?.over, over);
    });
  }

  for (const code of final) {
    it(`goes on trying when a member who may take over says ${code}, and when another can be tried`, async () => {
      const { archive, clock, hub, link, session } = await joinedGuest();
      const [zoe, bo] = [
        { member: 'm0', ...listenerAt(5000), pin: invite.pin },
        { member: 'm2', ...listenerAt(7000) },
      ];
      link.receive({ type: 'successors', seq: 2, time: 2, successors: [zoe, bo] });
      link.end(lost('host-away'));
      let reached: FakeMemberLink | undefined;
      hub.network.connectByInvite = async (ticket) => {
        if (ticket.pin !== bo.pin) throw new NetError('refused', '');
        reached = new FakeMemberLink(ticket);
        return reached;
      };
      hub.network.retries.fire();
      await clock.advance(0);
      assert.ok(reached);
      reached.end(lost(code));
      // It says nothing of the host.
      assert.deepEqual(session.state.connection, { kind: 'reconnecting', error: 'host-away' });
      hub.network.connectByInvite = () => Promise.reject(new NetError(code, ''));
      hub.network.retries.fire();
      await clock.advance(0);
      assert.deepEqual(session.state.connection, { kind: 'reconnecting', error: code });
      assert.equal(archive.list()[0]?.over, false);
    });
  }

  it('follows its host’s word on who hosts the room now, before its log says who may', async () => {
    const { clock, hub, link } = await joinedGuest();
    const pins: string[] = [];
    hub.network.connectByInvite = async (ticket) => {
      pins.push(ticket.pin);
      return new FakeMemberLink(ticket);
    };
    const next = listenerAt(7000);
    link.receive({ type: 'moved', term: 1, ...next });
    await clock.advance(0);
    assert.deepEqual(pins, [], 'no later term');
    link.receive({ type: 'moved', term: 2, ...next });
    await clock.advance(0);
    assert.deepEqual(pins, [next.pin]);
  });

  it('follows nobody else’s word on who hosts the room now', async () => {
    const { clock, hub, link, session } = await joinedGuest();
    const bo = { member: 'm2', ...listenerAt(7000) };
    link.receive({ type: 'successors', seq: 2, time: 2, successors: [bo] });
    link.end(lost('host-away'));
    const pins: string[] = [];
    const reached: FakeMemberLink[] = [];
    hub.network.connectByInvite = async (ticket) => {
      pins.push(ticket.pin);
      if (ticket.pin !== bo.pin) throw new NetError('refused', '');
      reached.push(new FakeMemberLink(ticket));
      return reached.at(-1) as FakeMemberLink;
    };
    hub.network.retries.fire();
    await clock.advance(0);
    reached[0]?.receive({ type: 'moved', term: 2, ...listenerAt(7001) });
    await clock.advance(0);
    assert.deepEqual(pins, [invite.pin, bo.pin]);
    assert.equal(session.state.connection.kind, 'reconnecting');
  });

  it('comes back as the same member with the invite of someone who has taken over', async () => {
    const { clock, hub, link, session } = await joinedGuest();
    const bo = { member: 'm2', ...listenerAt(7000) };
    link.receive({ type: 'successors', seq: 2, time: 2, successors: [bo] });
    link.end(lost('host-away'));
    const tickets: Ticket[] = [];
    const reached: FakeMemberLink[] = [];
    hub.network.connectByInvite = async (ticket) => {
      tickets.push(ticket);
      reached.push(new FakeMemberLink(ticket));
      return reached.at(-1) as FakeMemberLink;
    };
    const moved = { ...invite, addresses: ['10.0.0.9'], port: 7100, pin: bo.pin };
    const joining = session.joinByInvite(moved, 'Ann');
    await clock.advance(0);
    const [first] = tickets;
    assert.deepEqual([first?.pin, first?.addresses, first?.port], [bo.pin, ['10.0.0.9'], 7100]);
    assert.equal(first && 'member' in first.claim && first.claim.member, 'm1');
    const about = { name: 'Lab', kind: 'group', most: 5 } as const;
    const [you, epoch] = [
      { id: 'm1', name: 'Ann' },
      { term: 2, opening: 2 },
    ];
    const welcome = { type: 'welcome', version: 1, room: about, you, first: 1, last: 2 } as const;
    reached[0]?.receive({ ...welcome, epoch });
    await joining;
    assert.equal(session.pin, bo.pin);
    // The first invite leads to this room, too, but not to where its host is now.
    reached[0]?.end(lost('connection-lost'));
    tickets.length = 0;
    void session.joinByInvite(invite, 'Ann').catch(() => {});
    await clock.advance(0);
    const [again] = tickets;
    assert.deepEqual([again?.pin, again?.addresses, again?.port], [bo.pin, ['10.0.0.9'], 7100]);
  });

  describe('while another member may become the host', () => {
    const [zoe, bo, cy] = [
      { member: 'm0', ...listenerAt(5000), pin: invite.pin },
      { member: 'm2', ...listenerAt(7000) },
      { member: 'm3', ...listenerAt(7001) },
    ];

    /** A guest whose host has vanished. `answers` says what the hubs do, by pin. */
    async function scene(answers: (pin: string) => 'refuses' | 'hangs' | 'is silent' | 'is away') {
      const joined = await joinedGuest();
      const { clock, hub, link } = joined;
      link.receive({ type: 'successors', seq: 2, time: 2, successors: [zoe, bo, cy] });
      const tried: string[] = [];
      const began = clock.now();
      hub.network.connectByInvite = async (ticket, signal) => {
        const what = answers(ticket.pin);
        tried.push(
          `${clock.now() - began} ${[zoe, bo, cy].find(({ pin }) => pin === ticket.pin)?.member}`,
        );
        if (what === 'refuses') throw new NetError('refused', '');
        if (what === 'hangs') {
          await new Promise((_, reject) => signal.addEventListener('abort', reject));
        }
        const reached = new FakeMemberLink(ticket);
        if (what === 'is away') reached.start = () => reached.end(lost('host-away'));
        return reached;
      };
      link.end(lost('connection-lost'));
      return { ...joined, tried };
    }

    it('tries each of them once in a series, and the next series after three seconds', async () => {
      const { clock, tried } = await scene((pin) => (pin === zoe.pin ? 'refuses' : 'is away'));
      await clock.advance(6500);
      assert.deepEqual(tried, [
        ...['3000 m0', '3000 m2', '3000 m3'],
        // Who couldn't be reached is last.
        ...['6000 m2', '6000 m3', '6000 m0'],
      ]);
    });

    it('doesn’t wait long for those that can’t be reached', async () => {
      const { clock, tried } = await scene((pin) => (pin === cy.pin ? 'is away' : 'hangs'));
      await clock.advance(20_000);
      assert.deepEqual(tried, [
        ...['3000 m0', '7000 m2', '11000 m3'],
        ...['14000 m3', '14000 m0', '16000 m2'],
      ]);
    });

    it('goes on when a hub doesn’t answer', async () => {
      const { clock, tried } = await scene((pin) => (pin === zoe.pin ? 'is silent' : 'is away'));
      await clock.advance(7500);
      assert.deepEqual(tried, ['3000 m0', '7000 m2', '7000 m3']);
    });

    it('isn’t put out by a claim of its own that arrives late', async () => {
      const { clock, hub, session } = await scene(() => 'is silent');
      const links: FakeMemberLink[] = [];
      const { connectByInvite } = hub.network;
      hub.network.connectByInvite = async (...args) => {
        const reached = (await connectByInvite(...args)) as FakeMemberLink;
        links.push(reached);
        return reached;
      };
      // The first hub is given up after four seconds.
      await clock.advance(7500);
      assert.deepEqual(
        links.map(({ dropped }) => dropped),
        [true, false],
      );
      links[1]?.end(lost('replaced'));
      const { connection } = session.state;
      assert.deepEqual(connection, { kind: 'reconnecting', error: 'timed-out' });
      await clock.advance(60_000);
      const about = { name: 'Lab', kind: 'group', most: 5 } as const;
      const you = { id: 'm1', name: 'Ann' };
      const last = links.at(-1);
      const welcome = { type: 'welcome', version: 1, room: about, you, first: 1, last: 2 } as const;
      last?.receive(welcome);
      await clock.advance(60_000);
      last?.end(lost('replaced'));
      assert.deepEqual(session.state.connection, { kind: 'offline', error: 'replaced' });
    });

    it('waits longer after five minutes', async () => {
      const { clock, tried } = await scene(() => 'refuses');
      await clock.advance(10 * 60_000);
      assert.equal(tried.length, 3 * 100);
    });
  });

  it('reports who removed it and why, or that the room was closed', async () => {
    const removed = await joinedGuest();
    removed.link.end(lost('removed', 'too loud'));
    const event = removed.session.entries.at(-1);
    assert.deepEqual(event?.kind === 'system' && event.event, {
      type: 'removed',
      name: 'Ann',
      reason: 'too loud',
      self: true,
    });
    const told = await joinedGuest();
    const entry = { type: 'removed', member: 'm1', name: 'Ann', reason: 'too loud' } as const;
    told.link.receive({ ...entry, seq: 2, time: 2 });
    told.link.end(lost('removed', 'too loud'));
    assert.deepEqual(told.scene.lines.slice(1), ['Ann removed'], 'not twice');
    const closed = await joinedGuest();
    closed.link.end(lost('room-closed'));
    const last = closed.session.entries.at(-1);
    assert.deepEqual(last?.kind === 'system' && last.event, { type: 'closed', why: 'host' });
    assert.ok(![...removed.scene.lines, ...closed.scene.lines].includes('away'));
  });

  it('retries on every other error, reporting the last one, for a day', async () => {
    const { clock, hub, link, session } = await joinedGuest();
    link.end({ reason: 'closed' });
    assert.deepEqual(session.state.connection, { kind: 'reconnecting' });
    for (const code of ['refused', 'room-full', 'bad-invite', 'protocol', 'too-slow'] as const) {
      hub.network.failure = new NetError(code, '');
      hub.network.retries.fire();
      await clock.advance(4 * hour);
      assert.deepEqual(session.state.connection, { kind: 'reconnecting', error: code });
    }
    await clock.advance(4 * hour + 1);
    hub.network.retries.fire();
    await clock.advance(0);
    assert.deepEqual(session.state.connection, { kind: 'offline', error: 'too-slow' });
    assert.equal(hub.network.retries.pending, false);
  });

  it('waits shortly again only after it has caught up', async () => {
    const { hub, clock, link } = await joinedGuest();
    const { resets } = hub.network.retries;
    hub.say('x');
    link.end(lost('connection-lost'));
    hub.network.retries.fire();
    await clock.advance(0);
    hub.step();
    assert.equal(hub.network.retries.resets, resets);
    hub.run();
    assert.equal(hub.network.retries.resets, resets + 1);
  });

  it('closes a connection that is established after it left', async () => {
    const { clock, hub, link, session } = await joinedGuest();
    link.end(lost('connection-lost'));
    let late: ((link: MemberLink) => void) | undefined;
    hub.network.connectByInvite = () =>
      new Promise((resolve) => {
        late = resolve;
      });
    hub.network.retries.fire();
    await session.leave();
    const comes = hub.connect({
      ...invite,
      claim: { token: invite.token, name: 'Ann' },
    }) as FakeMemberLink;
    late?.(comes);
    await clock.advance(0);
    assert.ok(comes.dropped);
    assert.equal(session.state.connection.kind, 'offline');
  });
});

describe('a guest who leaves', () => {
  it('sends its queued messages, then leave', async () => {
    const { link, session } = await joinedGuest();
    for (let i = 0; i < 100; i += 1) session.messages.say(`${i}`);
    await session.leave();
    assert.ok(link.left);
    assert.equal(link.sent.filter(({ type }) => type === 'say').length, 100);
    assert.deepEqual(session.state.connection, { kind: 'offline' });
    const last = session.entries.findLast(({ kind }) => kind === 'system');
    assert.deepEqual(last?.kind === 'system' && last.event, { type: 'closed', why: 'left' });
  });

  it('can come back as the member it was after it has left', async () => {
    const { scene, session, journalId, clock } = await joinedGuest();
    await session.leave();
    assert.equal(await session.reopen(journalId), true);
    await clock.advance(0);
    await scene.comeBack();
    assert.deepEqual(session.state.connection, { kind: 'joined' });
    assert.equal(session.state.members.find(({ self }) => self)?.id, 'm1');
  });

  it('doesn’t wait for a connection that doesn’t end, or for a missing one', async () => {
    const { clock, link, session } = await joinedGuest();
    let gone: (() => void) | undefined;
    link.leave = () =>
      new Promise((resolve) => {
        gone = resolve;
      });
    link.drop = () => gone?.();
    const leaving = session.leave();
    await clock.advance(5000);
    await leaving;
    const offline = await joinedGuest();
    offline.link.end(lost('connection-lost'));
    await offline.session.leave();
    assert.equal(offline.session.state.connection.kind, 'offline');
    assert.equal(offline.hub.network.retries.pending, false);
  });

  it('disconnects silently when its window closes, and comes back with its queued messages', async () => {
    const { scene, link, session, journalId, clock } = await joinedGuest();
    link.end(lost('connection-lost'));
    session.messages.say('still here');
    await session.suspend();
    assert.equal(link.left, false);
    assert.equal(session.state.connection.kind, 'offline');
    assert.throws(() => session.messages.say('x'), { code: 'no-room' });
    const { lines } = scene;
    assert.equal(await session.reopen(journalId), true);
    assert.deepEqual(session.state.connection, { kind: 'reconnecting' });
    assert.deepEqual(
      scene.lines,
      lines.filter((line) => line !== 'away'),
      'the stored log is shown at once',
    );
    await clock.advance(0);
    await scene.comeBack();
    assert.equal(scene.lines.at(-1), 'Ann> still here (hub)');
    assert.ok(!scene.lines.includes('back'), 'no one was told that it was away');
    await session.suspend();
    await session.suspend();
  });
});
