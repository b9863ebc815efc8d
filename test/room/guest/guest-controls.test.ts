import assert from 'node:assert/strict';
import { joinedGuest, lost } from '../../helpers/member-scene';

describe('GuestControls', () => {
  it('changes its name, and sees what others see', async () => {
    const { link, sent, session, names } = await joinedGuest();
    const renaming = session.invited?.rename('  Anna ');
    const [asked] = sent();
    assert.ok(asked?.type === 'rename' && asked.name === 'Anna');
    link.receive({ type: 'renamed', seq: 2, time: 2, member: 'm1', name: 'Anna', before: 'Ann' });
    assert.deepEqual(await renaming, { ok: true, name: 'Anna' });
    assert.deepEqual(names()[1], 'Anna here');
    session.messages.say('hi');
    assert.equal(session.entries.at(-1)?.kind === 'message' && sent().length, 1);
    const own = session.entries.at(-1);
    assert.equal(own?.kind === 'message' && own.authorName, 'Anna');
  });

  it('is told why it can’t have a name', async () => {
    const { link, sent, session } = await joinedGuest();
    const { invited } = session;
    const ask = async (name: string, code: string, proposal?: string) => {
      const result = invited?.rename(name);
      const [asked] = sent();
      assert.ok(asked?.type === 'rename');
      link.receive({ type: 'refused', code, id: asked.id, ...(proposal && { proposal }) });
      return result;
    };
    assert.deepEqual(await ask('Zoe', 'name-taken', 'Zoe 2'), {
      ok: false,
      problem: 'name-taken',
      proposal: 'Zoe 2',
    });
    assert.deepEqual(await ask('Hub', 'bad-name'), { ok: false, problem: 'bad-name' });
    assert.deepEqual(await invited?.rename('\u202e'), { ok: false, problem: 'bad-name' });
    assert.deepEqual(await invited?.rename('Ann'), { ok: true, name: 'Ann' });
    assert.deepEqual(sent(), []);
  });

  it('is told at once when no one can reply', async () => {
    const { clock, link, session } = await joinedGuest();
    const { invited } = session;
    const offline = { ok: false, problem: 'offline' };
    const unanswered = invited?.rename('Anna');
    await clock.advance(10_000);
    assert.deepEqual(await unanswered, offline);
    const cut = invited?.rename('Anna');
    link.end(lost('connection-lost'));
    assert.deepEqual(await cut, offline);
    assert.deepEqual(await invited?.rename('Anna'), offline);
  });

  it('nudges, and is told what became of it', async () => {
    const { clock, link, sent, session } = await joinedGuest();
    const { invited } = session;
    const nudge = async (reply?: (id: string) => void) => {
      const result = invited?.nudge('m0');
      const [asked] = sent();
      assert.ok(asked?.type === 'nudge' && asked.member === 'm0');
      reply?.(asked.id);
      if (!reply) await clock.advance(10_000);
      return result;
    };
    const refuse = (code: string) => (id: string) => link.receive({ type: 'refused', code, id });
    assert.equal(await nudge((id) => link.receive({ type: 'nudged', id })), 'passed-on');
    assert.equal(await nudge(refuse('too-soon')), 'too-soon');
    assert.equal(await nudge(refuse('not-here')), 'not-here');
    assert.equal(await nudge(refuse('unknown-type')), 'unsupported', 'an older hub');
    assert.equal(await nudge(), 'offline', 'no reply');
    const cut = invited?.nudge('m0');
    link.end(lost('connection-lost'));
    assert.equal(await cut, 'offline');
    assert.equal(await invited?.nudge('m0'), 'offline');
  });

  it('gets nudges of members, however often the hub sends them', async () => {
    const { clock, link, session } = await joinedGuest();
    const nudged: string[] = [];
    session.onDidNudge(({ name }) => nudged.push(name));
    for (const member of ['m0', 'm0', 'm1', 'm9']) link.receive({ type: 'nudge', member });
    assert.equal(nudged.length, 1);
    await clock.advance(60_000);
    link.receive({ type: 'nudge', member: 'm0' });
    assert.equal(nudged.length, 2);
  });

  it('sends its presence at most every 2 s, including the last one', async () => {
    const { clock, hub, link, scene, sent, session, names } = await joinedGuest();
    const { invited } = session;
    for (const presence of ['idle', 'here', 'away', 'idle'] as const) {
      invited?.setPresence(presence);
      invited?.typing();
    }
    assert.deepEqual(sent(), [{ type: 'presence', presence: 'idle' }, { type: 'typing' }]);
    assert.equal(names()[1], 'Ann idle');
    invited?.setPresence('away');
    await clock.advance(1999);
    assert.deepEqual(sent(), []);
    await clock.advance(1);
    invited?.typing();
    assert.deepEqual(sent(), [{ type: 'presence', presence: 'away' }, { type: 'typing' }]);
    link.end(lost('connection-lost'));
    invited?.typing();
    await clock.advance(2000);
    await scene.comeBack();
    const again = hub.link?.sent.filter(({ type }) => type === 'presence' || type === 'typing');
    assert.deepEqual(again, [{ type: 'presence', presence: 'away' }]);
  });

  it('tells where the user is at most twice a second, again after each connection, and takes it back', async () => {
    const { clock, hub, link, scene, sent, session } = await joinedGuest();
    const { invited } = session;
    const place = (line: number) => ({ path: 'src/hub.py', line });
    for (const line of [1, 2, 3]) invited?.setPlace(place(line));
    assert.deepEqual(sent(), [{ type: 'presence', presence: 'here', place: place(1) }]);
    await clock.advance(500);
    assert.deepEqual(sent(), [{ type: 'presence', presence: 'here', place: place(3) }]);
    link.end(lost('connection-lost'));
    invited?.setPlace(place(4));
    await clock.advance(2000);
    await scene.comeBack();
    const again = () => hub.link?.sent.filter(({ type }) => type === 'presence');
    assert.deepEqual(again(), [{ type: 'presence', presence: 'here', place: place(4) }]);
    await clock.advance(500);
    invited?.setPlace(undefined);
    assert.deepEqual(again()?.at(-1), { type: 'presence', presence: 'here' });
  });

  it('shows where others are, with a path that is safe to show', async () => {
    const { link, session } = await joinedGuest();
    const place = { path: 'src/hub.py', line: 15 };
    link.receive({ type: 'presence', member: 'm0', presence: 'here', place });
    const host = () => session.state.members.find(({ id }) => id === 'm0');
    assert.deepEqual(host()?.place, place);
    link.receive({ type: 'presence', member: 'm0', presence: 'here' });
    assert.equal(host()?.place, undefined);
  });
});
