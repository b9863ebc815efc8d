import assert from 'node:assert/strict';
import type { Member, SessionState } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { CurrentStatus } from '../../../src/ui/panel/current-status';
import type { PanelClass } from '../../../src/webview/class-messages';
import { FakeClock } from '../../helpers/fake-clock';
import { noPanelSources } from '../../helpers/panel-sources';

const ann: Member = { id: 'ann', name: 'Ann', self: true, host: true };
const bo: Member = { id: 'bo', name: 'Bo', self: false, host: false };
const room = { kind: 'lab-hub', name: 'x', address: '192.168.1.5', port: 9000 } as const;

function setUp() {
  const clock = new FakeClock();
  const state: SessionState = {
    connection: { kind: 'hosting' },
    room,
    members: [ann, bo],
    waiting: [],
  };
  const session = { state };
  const files: { refusal: string | undefined } = { refusal: undefined };
  const unread: { first: string | undefined; count: number } = { first: undefined, count: 0 };
  const sources: { muted: boolean; classroom?: PanelClass | undefined } = { muted: false };
  const status = new CurrentStatus(
    {
      ...{ session, clock, files, language: 'en', t: english },
      slash: { available: () => [] },
      nicknames: { shown: (name) => name },
      sources: () => ({ ...noPanelSources, ...sources }),
    },
    { hueOf: () => 3, ownNames: [] },
    unread,
  );
  const all = { clock, session, files, unread, sources, status, changes: 0 };
  status.onDidChange(() => {
    all.changes += 1;
  });
  return all;
}

describe('the panel’s current status', () => {
  it('is the same object until something has changed', () => {
    const { status, sources } = setUp();
    const before = status.read();
    sources.muted = true;
    assert.equal(status.read(), before);
    status.changed();
    assert.match(status.read().muted ?? '', /^Muted/);
  });

  it('keeps the members who didn’t change when only the session’s state has', () => {
    const { status, session } = setUp();
    const before = status.read();
    const { state } = session;
    session.state = { ...state, members: [ann, { ...bo, typing: true }] };
    status.stateChanged();
    const after = status.read();
    assert.equal(after.members[0], before.members[0]);
    assert.equal(after.members[1]?.typing, true);
    status.changed();
    assert.notEqual(status.read().members[0], before.members[0]);
  });

  it('changes nothing but what is unread when only that has changed', () => {
    const all = setUp();
    const { status, unread } = all;
    const before = status.read();
    Object.assign(unread, { first: 'm1', count: 2 });
    status.unreadChanged();
    assert.equal(all.changes, 1);
    assert.deepEqual(status.read(), { ...before, firstUnread: 'm1', unread: 2 });
    assert.equal(status.read().members, before.members);
    Object.assign(unread, { first: undefined, count: 0 });
    status.unreadChanged();
    assert.deepEqual(status.read(), before);
  });

  it('keeps the members when only what concerns the user in a class has changed', () => {
    const all = setUp();
    const { status, sources } = all;
    const classroom = { actions: [], toEveryone: true, recipients: [], unseen: [] };
    sources.classroom = { ...classroom, note: 'one' };
    const before = status.read();
    assert.equal(before.classroom?.note, 'one');
    sources.classroom = { ...classroom, note: 'two' };
    status.classChanged();
    assert.equal(all.changes, 1);
    assert.deepEqual(status.read(), { ...before, classroom: sources.classroom });
    assert.equal(status.read().members, before.members);
    sources.classroom = undefined;
    status.classChanged();
    const { classroom: _, ...outside } = before;
    assert.deepEqual(status.read(), outside);
    assert.equal(all.changes, 2);
  });

  it('changes with the files only when the room takes them now, or no longer', () => {
    const all = setUp();
    const { status, files } = all;
    status.filesChanged();
    files.refusal = 'No files here.';
    status.read();
    status.filesChanged();
    assert.equal(all.changes, 0);
    files.refusal = undefined;
    status.filesChanged();
    assert.equal(all.changes, 1);
  });

  it('shows a nudge for ten seconds, from the last one on', async () => {
    const { status, clock } = setUp();
    status.nudged(bo);
    assert.equal(status.read().nudge, 'Bo nudged you.');
    await clock.advance(6000);
    status.nudged(bo);
    await clock.advance(9000);
    assert.equal(status.read().nudge, 'Bo nudged you.');
    await clock.advance(1000);
    assert.equal(status.read().nudge, undefined);
  });

  it('leaves no timer behind', () => {
    const { status, clock } = setUp();
    status.nudged(bo);
    status.dispose();
    assert.equal(clock.pending, 0);
  });
});
