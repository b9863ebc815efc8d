import assert from 'node:assert/strict';
import type { Invite } from '../../../src/protocol/invite';
import type { Session } from '../../../src/room/session/session';
import { hostSession, idleSession } from '../../helpers/host-session';
import { line } from '../../helpers/member-scene';
import { MemoryArchive } from '../../helpers/memory-archive';
import { realSession } from '../../helpers/real-session';
import { waitFor } from '../../helpers/wait-for';

const messagesOf = ({ entries }: Session) =>
  entries.filter(({ kind }) => kind === 'message').map(line);

/** Notes every state of the messages of one's own that is less than what was shown before. */
function watchTicks(session: Session, all: string): string[] {
  const worse: string[] = [];
  session.onDidChangeLog(() => {
    for (const shown of messagesOf(session)) if (shown !== all) worse.push(shown);
  });
  return worse;
}

describe('ticks', () => {
  let open: Session[] = [];
  afterEach(async () => {
    for (const session of open.splice(0).reverse()) await session.leave();
    open = [];
  });

  it('stay what they were for a guest who leaves and comes back, whoever left meanwhile', async () => {
    const archives = [new MemoryArchive(), new MemoryArchive(), new MemoryArchive()];
    const [ann, bo, cy] = archives.map((archive) => realSession(undefined, archive)) as [
      Session,
      Session,
      Session,
    ];
    open.push(ann, bo, cy);
    await ann.host({
      ...{ kind: 'group', name: 'Lab', address: '127.0.0.1', port: 0, maxClients: 4 },
      person: 'Ann',
    });
    const invite = ann.invited?.hostActions?.invite as Invite;
    await cy.joinByInvite(invite, 'Cy');
    await bo.joinByInvite(invite, 'Bo');
    bo.messages.say('hi');
    const all = 'Bo> hi (2/2)';
    await waitFor(() => messagesOf(bo)[0] === all, 'both have it');
    await cy.leave();
    await waitFor(() => ann.state.members.length === 2, 'Cy has left');
    const id = bo.invited?.journalId ?? '';
    await bo.leave();
    const next = realSession(undefined, archives[1]);
    open.push(next);
    const worse = watchTicks(next, all);
    await next.reopen(id);
    assert.deepEqual(messagesOf(next), [all], 'before the hub has said a word');
    await waitFor(() => next.state.connection.kind === 'joined', 'back');
    ann.messages.say('welcome back');
    await waitFor(() => messagesOf(next).length === 2, 'in step');
    assert.equal(messagesOf(next)[0], all);
    assert.deepEqual(
      worse.filter((shown) => !shown.startsWith('Ann>')),
      [],
    );
    await next.leave();
    assert.equal(await next.read(id), true);
    assert.equal(messagesOf(next)[0], all, 'also when it is only read');
  });

  it('are told to a guest who comes back without a log', async () => {
    const { server, session, clock } = await hostSession();
    const ann = server().connect('Ann');
    const bo = server().connect('Bo');
    ann.say('hi');
    bo.ask({ type: 'received', seq: 3 });
    await clock.advance(1000);
    bo.end();
    ann.end();
    const back = server().resume('m1', 0);
    const told = back.notices.flatMap((notice) => (notice.type === 'receipts' ? notice.marks : []));
    assert.deepEqual(told, [
      { member: 'm2', seq: 3 },
      { member: 'm0', seq: 3 },
    ]);
    await session.leave();
  });

  it('stay what they were for a host whose window is loaded anew', async () => {
    const { archive, journalId, server, session, clock } = await hostSession();
    const ann = server().connect('Ann');
    const bo = server().connect('Bo');
    session.messages.say('hello');
    ann.ask({ type: 'received', seq: 3 });
    bo.ask({ type: 'received', seq: 3 });
    await clock.advance(1000);
    bo.end();
    await session.suspend();
    const after = idleSession(archive);
    await after.session.reopen(journalId);
    assert.deepEqual(messagesOf(after.session), ['Zoe> hello (2/2)']);
    await after.session.leave();
  });
});
