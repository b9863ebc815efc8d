import assert from 'node:assert/strict';
import { FakeMemberLink } from '../../helpers/fake-member-link';
import { invite, joinedGuest, lost, MemberScene } from '../../helpers/member-scene';

const message = (seq: number, text = 'x') =>
  ({ type: 'message', seq, time: seq, author: 'm0', name: 'Zoe', id: `h${seq}`, text }) as const;

describe('a guest in an invite room', () => {
  it('gets the members and the log', async () => {
    const scene = new MemberScene();
    scene.hub.say('before');
    const entering = scene.session.joinByInvite(invite, 'Ann');
    await scene.clock.advance(0);
    scene.hub.run();
    await entering;
    assert.deepEqual(scene.lines, ['Zoe> before', 'Ann joined']);
    const { connection, members, room } = scene.session.state;
    assert.deepEqual(connection, { kind: 'joined' });
    assert.deepEqual(room, { kind: 'group', name: 'Lab', address: '192.168.1.5', port: 5000 });
    assert.deepEqual(members, [
      { id: 'm0', name: 'Zoe', host: true, presence: 'here', self: false },
      { id: 'm1', name: 'Ann', host: false, presence: 'here', self: true },
    ]);
  });

  it('knows which part of the log is from before it joined, and only then', async () => {
    const scene = new MemberScene();
    for (const text of ['a', 'b']) scene.hub.say(text);
    const entering = scene.session.joinByInvite(invite, 'Ann');
    await scene.clock.advance(0);
    scene.hub.run();
    await entering;
    const seqOf = (text: string) =>
      scene.session.entries.find((entry) => entry.kind === 'message' && entry.text === text)?.seq;
    const end = scene.session.invited?.historyEnd ?? 0;
    assert.ok(end >= (seqOf('b') ?? Number.NaN), 'existing entries aren’t new');
    scene.hub.cut();
    scene.hub.say('meanwhile');
    await scene.comeBack();
    assert.equal(scene.session.invited?.historyEnd, end);
    assert.ok((seqOf('meanwhile') ?? 0) > end);
    assert.ok(await scene.crash());
    await scene.comeBack();
    assert.equal(
      scene.session.invited?.historyEnd,
      0,
      'a returning guest continues where it stopped',
    );
  });

  it('knows when it has all that was said before it was let in, each time', async () => {
    const scene = new MemberScene();
    for (const text of ['a', 'b']) scene.hub.say(text);
    const seen: (readonly [lines: number, isCaughtUp: boolean])[] = [];
    scene.session.onDidChangeState(({ connection: { kind } }) => {
      const { invited } = scene.session;
      if (kind === 'joined' && invited) seen.push([scene.lines.length, invited.isCaughtUp]);
    });
    const entering = scene.session.joinByInvite(invite, 'Ann');
    await scene.clock.advance(0);
    scene.hub.run();
    await entering;
    assert.deepEqual(seen.at(0), [0, false]);
    assert.deepEqual(
      seen.find(([, isCaughtUp]) => isCaughtUp),
      [2, true],
    );
    scene.hub.cut();
    assert.equal(scene.session.invited?.isCaughtUp, false);
    scene.hub.say('meanwhile');
    await scene.comeBack();
    assert.equal(scene.session.invited?.isCaughtUp, true);
  });

  it('counts entries forgotten before it joined as not missed', async () => {
    const scene = new MemberScene();
    for (const text of ['a', 'b', 'c']) scene.hub.say(text);
    scene.hub.forget(2);
    const entering = scene.session.joinByInvite(invite, 'Ann');
    await scene.clock.advance(0);
    const { link } = scene.hub;
    scene.hub.run();
    await entering;
    assert.deepEqual(scene.lines, ['Zoe> c', 'Ann joined']);
    assert.equal(link?.dropped, false);
  });

  it('is told the name it was given', async () => {
    const scene = new MemberScene();
    const entering = scene.session.joinByInvite(invite, 'Zoe');
    await scene.clock.advance(0);
    scene.hub.run();
    await entering;
    const [named] = scene.session.entries;
    assert.deepEqual(named?.kind === 'system' && named.event, {
      type: 'named',
      name: 'Ann',
      wished: 'Zoe',
    });
    scene.hub.cut();
    await scene.comeBack();
    assert.equal(scene.lines.filter((line) => line === 'Ann named').length, 1);
  });

  it('sees itself move up in line, and then sends its queued messages', async () => {
    const { clock, hub, session } = new MemberScene();
    const entering = session.joinByInvite(invite, 'Ann');
    await clock.advance(0);
    const { link } = hub;
    link?.receive({ type: 'waiting', position: 2 });
    await entering;
    assert.deepEqual(session.state.connection, { kind: 'waiting', position: 2 });
    assert.equal(session.invited, undefined);
    session.messages.say('early');
    link?.receive({ type: 'waiting', position: 1 });
    assert.deepEqual(session.state.connection, { kind: 'waiting', position: 1 });
    assert.deepEqual(link?.sent, []);
    hub.run();
    assert.deepEqual(session.state.connection, { kind: 'joined' });
    assert.deepEqual(hub.texts, ['early']);
  });

  it('joins again when the connection breaks while it waits in line', async () => {
    const { clock, hub, session } = new MemberScene();
    const entering = session.joinByInvite(invite, 'Ann');
    await clock.advance(0);
    hub.link?.receive({ type: 'waiting', position: 1 });
    await entering;
    hub.cut();
    assert.deepEqual(session.state.connection, { kind: 'reconnecting', error: 'connection-lost' });
    hub.network.retries.fire();
    await clock.advance(0);
    const { claim } = hub.network.tickets.at(-1) ?? {};
    assert.deepEqual(claim, { token: invite.token, name: 'Ann' });
    hub.link?.end(lost('room-locked'));
    assert.deepEqual(session.state.connection, { kind: 'offline', error: 'room-locked' });
  });

  it('learns that the host decides, also for a reason that it doesn’t know, and how', async () => {
    const { clock, hub, session } = new MemberScene();
    const entering = session.joinByInvite(invite, 'Ann');
    await clock.advance(0);
    hub.link?.receive({ type: 'waiting', position: 1, approval: 'some-new-reason' });
    await entering;
    const waiting = { kind: 'waiting', position: 1, approval: 'some-new-reason' };
    assert.deepEqual(session.state.connection, waiting);
    hub.link?.receive({ type: 'waiting', position: 2 });
    assert.deepEqual(session.state.connection, { kind: 'waiting', position: 2 });
    hub.link?.end(lost('removed'));
    assert.deepEqual(session.state.connection, { kind: 'offline', error: 'turned-away' });
    assert.deepEqual(session.entries, []);
  });

  it('sees people join, leave, change and type', async () => {
    const { link, names, clock } = await joinedGuest();
    const bob = { member: 'm2', name: 'Bob' };
    link.receive({ type: 'joined', seq: 2, time: 2, ...bob, waited: false });
    link.receive({ type: 'presence', member: 'm2', presence: 'idle' });
    link.receive({ type: 'typing', member: 'm2' }, { type: 'typing', member: 'm0' });
    link.receive({ type: 'typing', member: 'm1' }, { type: 'typing', member: 'm9' });
    assert.deepEqual(names(), ['Zoe here typing', 'Ann here', 'Bob idle typing']);
    link.receive(message(3));
    assert.deepEqual(names()[0], 'Zoe here');
    await clock.advance(4000);
    link.receive({ type: 'typing', member: 'm2' });
    await clock.advance(4000);
    assert.deepEqual(names()[2], 'Bob idle typing');
    await clock.advance(1000);
    assert.deepEqual(names()[2], 'Bob idle');
    link.receive({ type: 'renamed', seq: 4, time: 4, ...bob, name: 'Rob', before: 'Bob' });
    assert.deepEqual(names()[2], 'Rob idle');
    link.receive({ type: 'removed', seq: 5, time: 5, ...bob, reason: 'spam' });
    assert.deepEqual(names(), ['Zoe here', 'Ann here']);
  });

  it('sends what it has received after a while, once it is stored', async () => {
    const { link, sent, clock, archive, journalId } = await joinedGuest();
    link.receive(message(2), message(3));
    assert.deepEqual(sent(), []);
    await clock.advance(199);
    link.receive(message(4));
    const kept = () => archive.read(journalId)?.at(-1);
    await clock.advance(1);
    assert.deepEqual(sent(), [{ type: 'received', seq: 4 }]);
    assert.deepEqual(kept(), message(4));
    await clock.advance(10_000);
    assert.deepEqual(sent(), []);
  });

  it('doesn’t confirm entries that aren’t stored', async () => {
    const { link, clock, archive, journalId } = await joinedGuest();
    clock.after(200, () => link.receive(message(3)));
    link.receive(message(2));
    let kept: unknown;
    link.send = () => {
      kept = archive.read(journalId)?.at(-1);
    };
    await clock.advance(200);
    assert.deepEqual(kept, message(3));
  });

  it('knows the members once it has caught up, whatever happened meanwhile', async () => {
    const { link, clock, hub, names } = await joinedGuest();
    link.end(lost('connection-lost'));
    hub.network.retries.fire();
    await clock.advance(0);
    const bob = { id: 'm2', name: 'Bob', host: false, presence: 'idle' } as const;
    hub.link?.receive(
      {
        type: 'welcome',
        version: 1,
        room: { name: 'Lab', kind: 'group', most: 16 },
        you: { id: 'm1', name: 'Ann' },
        first: 1,
        last: 3,
      },
      { type: 'people', members: [bob] },
      { type: 'people', members: [{ id: 'm1', name: 'Ann', host: false, presence: 'here' }] },
      { type: 'left', seq: 2, time: 2, member: 'm2', name: 'Bob', why: 'left' },
      { type: 'joined', seq: 3, time: 3, member: 'm2', name: 'Bob', waited: false },
    );
    assert.deepEqual(names(), ['Bob idle', 'Ann here']);
    hub.link?.receive({ type: 'left', seq: 4, time: 4, member: 'm2', name: 'Bob', why: 'left' });
    assert.deepEqual(names(), ['Ann here']);
  });

  it('shows the delivery of its messages', async () => {
    const { link, scene, session } = await joinedGuest();
    session.messages.say('mine');
    scene.hub.run();
    const { seq } = session.entries.at(-1) ?? {};
    assert.equal(scene.lines.at(-1), 'Ann> mine (hub)');
    link.receive({ type: 'receipts', marks: [{ member: 'm0', seq: seq ?? 0 }] });
    assert.equal(scene.lines.at(-1), 'Ann> mine (1/1)');
  });

  it('rejects entries after a hole, and asks for the missing ones', async () => {
    const { link, scene, hub, session } = await joinedGuest();
    hub.say('two');
    link.receive(message(3));
    assert.ok(link.dropped);
    assert.equal(session.state.connection.kind, 'reconnecting');
    await scene.comeBack();
    assert.deepEqual(scene.texts, ['two']);
    const claim = hub.network.tickets.at(-1)?.claim;
    const epoch = { term: 1, opening: 1 };
    assert.deepEqual(claim, { member: 'm1', key: 'k'.repeat(43), name: 'Ann', last: 1, epoch });
  });

  it('takes nothing for its log before a hub has let it in', async () => {
    for (const frame of [
      message(2),
      { type: 'epoch', term: 2, opening: 2 },
      { type: 'gap', from: 2, to: 4 },
    ] as const) {
      const { clock, hub, link, session } = await joinedGuest();
      let reached: FakeMemberLink | undefined;
      hub.network.connectByInvite = async (ticket) => {
        reached = new FakeMemberLink(ticket);
        return reached;
      };
      link.end(lost('connection-lost'));
      hub.network.retries.fire();
      await clock.advance(0);
      reached?.receive(frame);
      assert.ok(reached?.dropped, frame.type);
      assert.equal(session.invited?.epochAt(2).term, 1);
    }
  });

  it('shows repeated entries only once', async () => {
    const { link, scene } = await joinedGuest();
    link.receive(message(2), message(2), message(1), message(3, 'y'));
    assert.deepEqual(scene.texts, ['x', 'y']);
    assert.equal(link.dropped, false);
  });

  it('reports how much it has missed for good', async () => {
    const { scene, hub, session } = await joinedGuest();
    hub.cut();
    for (const text of ['lost', 'lost', 'lost', 'kept']) hub.say(text);
    hub.forget(4);
    await scene.comeBack();
    assert.deepEqual(scene.lines.slice(1), ['away', 'gap', 'Zoe> kept', 'back']);
    const gap = session.entries.at(2);
    assert.deepEqual(gap?.kind === 'system' && gap.event, { type: 'gap', count: 3 });
    const lines = scene.lines;
    await scene.crash();
    assert.deepEqual(
      scene.lines,
      lines.filter((line) => line !== 'away' && line !== 'back'),
    );
  });

  it('doesn’t wait for a message that is lost in a gap', async () => {
    const { scene, hub, session } = await joinedGuest();
    session.messages.say('in the gap');
    hub.step();
    hub.cut();
    for (let i = 0; i < 3; i += 1) hub.say('x');
    hub.forget(4);
    await scene.comeBack();
    assert.ok(scene.lines.includes('Ann> in the gap (queued)'));
    session.messages.say('later');
    hub.run();
    assert.ok(scene.lines.includes('Ann> in the gap (hub)'));
    assert.deepEqual(scene.lines.slice(-2), ['Ann> in the gap (hub)', 'Ann> later (hub)']);
    await scene.clock.advance(0);
    await scene.crash();
    await scene.comeBack();
    assert.equal(hub.requests.length, 3, 'it was sent twice, and the hub recognized it');
  });

  it('continues with a hub from before epochs that lost its newest entries', async () => {
    const { scene, hub } = await joinedGuest();
    hub.epochs = undefined;
    for (const text of ['a', 'b', 'c']) hub.say(text);
    hub.run();
    hub.lose(2);
    hub.say('d');
    await scene.comeBack();
    assert.deepEqual(scene.lines.slice(1), [
      'Zoe> a',
      'Zoe> b',
      'away',
      'took-back',
      'Zoe> c (apart)',
      'back',
    ]);
    hub.say('e');
    hub.run();
    assert.equal(scene.lines.at(-1), 'Zoe> e');
  });

  it('shows why a message was refused, and doesn’t send it again', async () => {
    const { scene, hub, session, archive, journalId } = await joinedGuest();
    hub.refuses.set('no', 'text-too-long');
    session.messages.say('no');
    session.messages.say('yes');
    hub.run();
    assert.deepEqual(scene.lines.slice(1), ['Ann> no (unsent)', 'refused', 'Ann> yes (hub)']);
    await scene.clock.advance(0);
    const types = archive.read(journalId)?.map(({ type }) => type) ?? [];
    const known = ['guest', 'joined', 'marks', 'opening'];
    assert.deepEqual(
      types.filter((type) => !known.includes(type)),
      ['queued', 'queued', 'unqueued', 'message'],
    );
    hub.cut();
    await scene.comeBack();
    assert.equal(hub.requests.length, 2);
  });

  it('rejects a welcome without a key, and tries again', async () => {
    const { clock, hub, session } = new MemberScene();
    const entering = session.joinByInvite(invite, 'Ann');
    await clock.advance(0);
    hub.link?.receive({
      type: 'welcome',
      version: 1,
      room: { name: 'Lab', kind: 'group', most: 16 },
      you: { id: 'm1', name: 'Ann' },
      first: 1,
      last: 0,
    });
    await assert.rejects(entering, { code: 'closed-at-once' });
    assert.equal(session.state.connection.kind, 'offline');
  });
});
