import assert from 'node:assert/strict';
import { NetError } from '../../src/protocol/net-error';
import { ChangeableClock } from '../helpers/changeable-clock';
import { WideCampus, type WideWindow } from '../helpers/wide-campus';

describe('a wide room', () => {
  let campus: WideCampus;

  beforeEach(() => {
    campus = new WideCampus();
  });

  afterEach(() => campus.close());

  it('opens on a server, and lets others in by its invite', async () => {
    const ann = await campus.open();
    const { room, connection } = ann.session.state;
    assert.deepEqual([room?.kind, room?.name, connection.kind], ['wide', 'Lab 3', 'joined']);
    assert.equal(ann.session.invited?.wideControl?.isOwner, true);
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    assert.equal(bo.session.state.room?.name, 'Lab 3');
    assert.equal(bo.session.invited?.inviteActions, undefined);
    const moderates = [ann, bo].map(({ session }) => session.state.room?.moderates);
    assert.deepEqual(moderates, [true, undefined]);
    assert.deepEqual(bo.names, ['Ann', 'Bo']);
    assert.deepEqual(bo.session.state.members.map(({ name, host }) => [name, host]).sort(), [
      ['Ann', true],
      ['Bo', false],
    ]);
    await ann.ends('Ann founded', 'Bo joined');
    bo.say('hello');
    await ann.ends('Bo joined', 'Bo> hello');
    await bo.ends('Bo> hello');
    ann.say('hi');
    await bo.ends('Bo> hello', 'Ann> hi');
    await ann.until('Bo is here', () =>
      ann.session.state.members.some((each) => !each.self && each.presence === 'here'),
    );
  });

  it('says once that the user has left, and is there to come back to', async () => {
    const ann = await campus.open();
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    const { journalId } = bo;
    await bo.session.leave();
    await ann.ends('Bo joined', 'Bo left');
    const ended = bo.session.entries.slice(-2);
    assert.deepEqual(
      ended.map((entry) => entry.kind === 'system' && entry.event.type),
      ['joined', 'closed'],
    );
    ann.say('still here');
    await bo.session.reopen(journalId);
    await bo.until('it is back', () => bo.session.state.connection.kind === 'joined');
    await ann.ends('Ann> still here', 'Bo joined');
    bo.say('back');
    await ann.ends('Bo joined', 'Bo> back');
    await bo.ends('Bo joined', 'Bo> back');
  });

  it('shows its author who has a message', async () => {
    const ann = await campus.open();
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    bo.say('hello');
    await bo.until('Ann has it', () => {
      const newest = bo.session.newest;
      return (
        newest?.kind === 'message' &&
        typeof newest.delivery === 'object' &&
        newest.delivery.received === 1
      );
    });
  });

  it('takes back, edits, reacts and pins as any invite room does', async () => {
    const ann = await campus.open();
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    bo.say('helo');
    await ann.ends('Bo> helo');
    const id = ann.session.newest?.id ?? '';
    bo.session.messages.edit(bo.session.newest?.id ?? '', 'hello');
    await ann.ends('Bo> hello');
    ann.session.messages.pin(id, true);
    await bo.until('it is pinned', () => {
      const newest = bo.session.newest;
      return newest?.kind === 'message' && newest.withPin !== undefined;
    });
    assert.throws(() => bo.session.messages.assertMayPin(), { code: 'may-not-pin' });
    const renamed = await bo.session.invited?.rename('Ann');
    assert.deepEqual(renamed, { ok: false, problem: 'name-taken', proposal: 'Ann 2' });
    assert.deepEqual(await bo.session.invited?.rename('Di'), { ok: true, name: 'Di' });
    await ann.until('Bo is Di', () => ann.names.includes('Di'));
  });

  it('goes on in another window, with what was said meanwhile', async () => {
    const ann = await campus.open();
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    bo.say('hello');
    await ann.ends('Bo> hello');
    const { journalId } = bo;
    await bo.session.suspend();
    ann.say('anyone?');
    await ann.ends('Ann> anyone?');
    const again = campus.window(bo.archive);
    await again.session.reopen(journalId);
    await again.ends('Bo> hello', 'Ann> anyone?');
    await again.until('it is back', () => again.session.state.connection.kind === 'joined');
    again.say('me');
    await ann.ends('Ann> anyone?', 'Bo> me');
    const owner = await ann.reload();
    await owner.until('the owner is back', () => owner.session.invited?.wideControl?.isOwner);
    assert.equal(owner.lines.filter((line) => line === 'Ann founded').length, 1);
  });

  it('keeps messages while the server stores nothing, and says so', async () => {
    const ann = await campus.open();
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    campus.wide.storing = 'no-quorum';
    bo.say('wait');
    await bo.until('it waits', () => bo.session.state.room?.storage === 'no-quorum');
    campus.wide.storing = 'yes';
    await ann.ends('Bo> wait');
    await bo.until('it goes on', () => bo.session.state.room?.storage === undefined);
  });

  it('lets a newcomer in as one member whose first attempt came before the server could store it', async () => {
    const clock = new ChangeableClock();
    campus = new WideCampus(clock);
    const ann = await campus.open();
    campus.wide.storing = 'later';
    clock.runAt(20);
    const bo = campus.window();
    await assert.rejects(bo.join(ann, 'Bo'), { code: 'no-quorum' });
    clock.runAt(1);
    campus.wide.recover();
    await bo.join(ann, 'Bo');
    assert.deepEqual(bo.names, ['Ann', 'Bo']);
    await bo.ends('Ann founded', 'Bo joined');
  });

  it('survives its server, without losing or doubling anything', async () => {
    const ann = await campus.open();
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    for (let round = 1; round <= 5; round += 1) {
      bo.say(`b${round}`);
      ann.say(`a${round}`);
      campus.wide.crash();
      await bo.until('Bo has noticed', () => bo.session.state.connection.kind !== 'joined');
      for (const { network } of [ann, bo]) network.retry();
      for (const window of [ann, bo]) {
        await window.until('it is back', () => window.session.state.connection.kind === 'joined');
      }
    }
    const said = ['a', 'b'].flatMap((who) => [1, 2, 3, 4, 5].map((round) => `${who}${round}`));
    const texts = (lines: string[]) =>
      lines.flatMap((line) => /^(?:Ann|Bo)> (.*)$/.exec(line)?.[1] ?? []);
    for (const window of [ann, bo]) {
      await window.until('all is there', () => texts(window.lines).length === said.length);
      assert.deepEqual(texts(window.lines).sort(), said);
    }
    assert.deepEqual(texts(ann.lines), texts(bo.lines));
  });

  it('lets no one in who isn’t wanted', async () => {
    const ann = await campus.open(2);
    const [bo, cy, di] = [campus.window(), campus.window(), campus.window()];
    assert.equal(await ann.actions.lock(true), true);
    assert.equal(ann.session.state.room?.locked, true);
    await assert.rejects(bo.join(ann, 'Bo'), { code: 'room-locked' });
    assert.equal(await ann.actions.lock(false), true);
    await bo.join(ann, 'Bo');
    await assert.rejects(cy.join(ann, 'Cy'), { code: 'room-full' });
    await bo.session.leave();
    await ann.ends('Bo left');
    await cy.join(ann, 'Cy');
    const old = ann.actions.invite;
    assert.equal(await ann.actions.resetInvite(), true);
    await assert.rejects(di.session.joinByInvite(old, 'Di'), { code: 'bad-invite' });
    cy.say('still here');
    await ann.ends('Cy joined', 'Ann rekeyed', 'Cy> still here');
  });

  it('removes a member, who reads nothing that is said afterwards', async () => {
    const ann = await campus.open();
    const [bo, cy] = [campus.window(), campus.window()];
    await bo.join(ann, 'Bo');
    await cy.join(ann, 'Cy');
    cy.say('spam');
    await ann.ends('Cy> spam');
    const [journalId, { id }] = [cy.journalId, cy];
    assert.equal(await ann.actions.remove(id, 'spam'), true);
    await cy.until('Cy is out', () => cy.session.state.connection.kind === 'offline');
    await bo.ends('Cy> spam', 'Cy removed', 'Ann rekeyed');
    bo.say('peace');
    await ann.ends('Cy removed', 'Ann rekeyed', 'Bo> peace');
    assert.deepEqual(bo.names, ['Ann', 'Bo']);
    assert.ok(!cy.lines.includes('Bo> peace'));
    const stored = JSON.stringify(cy.archive.read(journalId));
    assert.ok(!stored.includes(campus.wide.server.memberKey), 'nor has it secrets any more');
    const di = campus.window();
    await di.join(ann, 'Di');
    await di.ends('Cy> spam', 'Cy removed', 'Ann rekeyed', 'Bo> peace', 'Di joined');
    const again = await bo.reload();
    await again.ends('Bo> peace', 'Di joined');
    again.say('again');
    await di.ends('Di joined', 'Bo> again');
    await cy.join(ann, 'Cy');
    await ann.ends('Bo> again', 'Cy joined');
  });

  it('keeps its log when a moderator moves it while its owner is away', async () => {
    const ann = await campus.open();
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    await ann.ends('Bo joined');
    assert.equal(await ann.session.invited?.wideControl?.setModerator(bo.id, true), true);
    await bo.until('Bo may', () => bo.session.invited?.wideControl !== undefined);
    await ann.session.suspend();
    assert.equal(await bo.actions.resetInvite(), true);
    const di = campus.window();
    await di.join(bo, 'Di');
    await di.ends('Bo joined', 'Bo rekeyed', 'Di joined');
  });

  it('has moderators, whom its owner names', async () => {
    const ann = await campus.open();
    const [bo, cy] = [campus.window(), campus.window()];
    await bo.join(ann, 'Bo');
    await cy.join(ann, 'Cy');
    await ann.ends('Bo joined', 'Cy joined');
    assert.equal(await ann.session.invited?.wideControl?.setModerator(bo.id, true), true);
    await bo.until('Bo may', () => bo.session.invited?.wideControl !== undefined);
    assert.equal(await bo.actions.remove(ann.id, ''), false);
    assert.equal(await bo.actions.lock(true), false);
    assert.equal(await bo.actions.remove(cy.id, 'spam'), true);
    await ann.ends('Cy joined', 'Cy removed', 'Bo rekeyed');
    const di = campus.window();
    await di.join(bo, 'Di');
    await di.ends('Cy removed', 'Bo rekeyed', 'Di joined');
    assert.equal(di.session.state.room?.name, 'Lab 3');
    bo.session.messages.pin(await said(bo, 'mine'), true);
    await di.until('it is pinned', () => {
      const newest = di.session.newest;
      return newest?.kind === 'message' && newest.withPin !== undefined;
    });
  });

  it('tells everyone who removed a member, and why, also a member that wasn’t there', async () => {
    const ann = await campus.open();
    const [bo, cy, di] = [campus.window(), campus.window(), campus.window()];
    await bo.join(ann, 'Bo');
    await cy.join(ann, 'Cy');
    await di.join(ann, 'Di');
    await ann.ends('Bo joined', 'Cy joined', 'Di joined');
    assert.equal(await ann.session.invited?.wideControl?.setModerator(bo.id, true), true);
    await bo.until('Bo may', () => bo.session.invited?.wideControl !== undefined);
    const [cyId, diId] = [cy.id, di.id];
    const { journalId } = di;
    await di.session.suspend();
    const removal = ({ session }: WideWindow, name: string) =>
      session.entries.flatMap((entry) => {
        const isIt = entry.kind === 'system' && entry.event.type === 'removed';
        return isIt && entry.event.name === name ? entry.event : [];
      });
    const by = { name: 'Bo', self: false };
    const event = { type: 'removed', name: 'Cy', reason: 'spam', self: false, by };
    assert.equal(await bo.actions.remove(cyId, 'spam'), true);
    await cy.until('Cy is out', () => cy.session.state.connection.kind === 'offline');
    await ann.ends('Cy removed', 'Bo rekeyed');
    assert.deepEqual(removal(ann, 'Cy'), [event]);
    assert.deepEqual(removal(bo, 'Cy'), [{ ...event, by: { name: 'Bo', self: true } }]);
    assert.deepEqual(removal(cy, 'Cy'), [{ ...event, self: true }]);
    assert.equal(await bo.actions.remove(diId, 'spam'), true);
    const again = campus.window(di.archive);
    await again.session.reopen(journalId);
    await again.until('Di is out', () => again.session.state.connection.kind === 'offline');
    assert.deepEqual(removal(again, 'Di'), [{ ...event, name: 'Di', self: true }]);
  });

  it('shows a newcomer what was said in earlier epochs', async () => {
    const ann = await campus.open();
    for (const text of ['one', 'two', 'three']) {
      await said(ann, text);
      assert.equal(await ann.actions.resetInvite(), true);
    }
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    await bo.ends(
      ...['Ann founded', 'Ann> one', 'Ann rekeyed', 'Ann> two', 'Ann rekeyed', 'Ann> three'],
      ...['Ann rekeyed', 'Bo joined'],
    );
    bo.session.messages.react(bo.session.entries[1]?.id ?? '', '👍', true);
    await ann.until('it comes to what was said long ago', () => {
      const [, one] = ann.session.entries;
      return one?.kind === 'message' && one.reactions !== undefined;
    });
    assert.equal(ann.session.invited?.wideControl?.epoch.number, 4);
    const again = await ann.reload();
    await again.until('the owner is back', () => again.session.state.connection.kind === 'joined');
    const shown = again.lines.filter((line) => line.startsWith('Ann> '));
    assert.deepEqual(shown, ['Ann> one', 'Ann> two', 'Ann> three']);
  });

  it('has moved when newcomers can find what was said before', async () => {
    const ann = await campus.open();
    await said(ann, 'before');
    const { create } = campus.wide;
    campus.wide.create = async (...args) => {
      await create.apply(campus.wide, args);
      campus.wide.storing = 'no-quorum';
    };
    let isReset = false;
    const reset = Promise.resolve(ann.actions.resetInvite()).then((done) => {
      isReset = done;
    });
    await ann.until('it is there', () => ann.session.state.room?.storage === 'no-quorum');
    assert.equal(ann.session.invited?.wideControl?.epoch.number, 2);
    assert.equal(isReset, false);
    campus.wide.storing = 'yes';
    await reset;
    assert.equal(isReset, true);
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    await bo.ends('Ann> before', 'Ann rekeyed', 'Bo joined');
  });

  it('is found where it is now by a window that opens later', async () => {
    const ann = await campus.open();
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    const first = [...campus.wide.logs.keys()];
    assert.equal(await ann.actions.resetInvite(), true);
    ann.say('moved');
    await bo.ends('Bo joined', 'Ann rekeyed', 'Ann> moved');
    for (const name of first) campus.wide.logs.delete(name);
    const again = await bo.reload();
    await again.until('it is back', () => again.session.state.connection.kind === 'joined');
    ann.say('still here');
    await again.until('it reads on', () => again.lines.includes('Ann> still here'));
    assert.deepEqual(again.session.state.room?.alarms ?? [], []);
  });

  it('moves on although who moved it is gone before the next stream is there', async () => {
    const ann = await campus.open();
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    await ann.ends('Ann founded', 'Bo joined');
    const { create } = campus.wide;
    campus.wide.create = () => Promise.reject(new NetError('connection-lost', 'killed'));
    const reset = ann.actions.resetInvite();
    await ann.until('it is cut off', () => ann.session.state.connection.kind !== 'joined');
    assert.equal(await reset, false);
    const { journalId } = ann;
    await ann.session.suspend();
    bo.say('waiting');
    await bo.until('it waits', () => bo.lines.at(-1)?.startsWith('… ') === true);
    campus.wide.create = create;
    const again = campus.window(ann.archive);
    await again.session.reopen(journalId);
    await again.until('the owner is back', () => again.session.state.connection.kind === 'joined');
    await again.ends('Bo joined', 'Ann rekeyed', 'Bo> waiting');
    const di = campus.window();
    await di.join(again, 'Di');
    await di.ends('Bo> waiting', 'Di joined');
  });

  it('raises no alarm because a new leader doesn’t know yet what was said', async () => {
    const ann = await campus.open();
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    for (const text of ['one', 'two']) await said(bo, text);
    const { engines } = campus.wide;
    campus.wide.unapplied = 1;
    const again = await bo.reload();
    await again.until('it asks', () => engines.size === 2);
    campus.wide.unapplied = 0;
    await again.until('it is back', () => again.session.state.connection.kind === 'joined');
    assert.deepEqual(again.session.state.room?.alarms ?? [], []);
    await again.ends('Bo joined', 'Bo> one', 'Bo> two');
  });

  it('notices that its server has forgotten what was said, and goes on', async () => {
    const clock = new ChangeableClock();
    campus = new WideCampus(clock);
    const ann = await campus.open();
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    await said(bo, 'kept');
    await said(bo, 'lost');
    const { journalId } = bo;
    await bo.session.suspend();
    for (const log of campus.wide.logs.values()) log.rollBack(1);
    campus.wide.crash();
    const again = campus.window(bo.archive);
    await again.session.reopen(journalId);
    // It believes that only after a while.
    clock.runAt(20);
    await again.until('it is back', () => again.session.state.connection.kind === 'joined');
    clock.runAt(1);
    assert.deepEqual(again.session.state.room?.alarms, ['rolled-back']);
    // Its own message was lost, so it sends it again.
    await again.until('it is there again', () => again.lines.includes('Bo> lost'));
  });

  it('is over for its members when its server has it no more', async () => {
    const clock = new ChangeableClock();
    campus = new WideCampus(clock);
    const ann = await campus.open();
    await said(ann, 'kept');
    campus.wide.logs.clear();
    campus.wide.crash();
    ann.network.retry();
    clock.runAt(20);
    await ann.until('it is over', () => ann.session.state.connection.kind === 'offline');
    const last = ann.session.newest;
    assert.deepEqual(last?.kind === 'system' && last.event, { type: 'closed', why: 'gone' });
  });

  it('refuses once what the log has refused, however often it is sent', async () => {
    const ann = await campus.open();
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    await said(bo, 'mine');
    await ann.ends('Bo> mine');
    const id = ann.session.newest?.id ?? '';
    // Bo deletes the message while Ann's reaction is under way.
    campus.wide.passesOn = () => false;
    bo.session.messages.delete(bo.session.newest?.id ?? '');
    await bo.until('it is gone', () => {
      const { newest } = bo.session;
      return newest?.kind === 'message' && newest.deleted === true;
    });
    ann.session.messages.react(id, '👍', true);
    campus.wide.passesOn = () => true;
    await ann.until('it was refused', () => ann.lines.includes('refused'));
    assert.equal(ann.lines.filter((line) => line === 'refused').length, 1);
    campus.wide.crash();
    ann.network.retry();
    await said(ann, 'still here');
    assert.equal(ann.lines.filter((line) => line === 'refused').length, 1);
  });
});

async function said(by: WideWindow, text: string): Promise<string> {
  by.say(text);
  await by.until('it is numbered', () => {
    const { newest } = by.session;
    return newest?.kind === 'message' && newest.text === text && newest.delivery !== 'queued';
  });
  return by.session.newest?.id ?? '';
}
