import assert from 'node:assert/strict';
import { NetError } from '../../../src/protocol/net-error';
import type { RoomInfo } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { ContinueFlow, continueCommands } from '../../../src/ui/rooms/continue-flow';
import { HostAbsence } from '../../../src/ui/rooms/host-absence';
import { RoomAttempts } from '../../../src/ui/rooms/room-attempts';
import { joinedGuest, lost } from '../../helpers/member-scene';

interface Answers {
  readonly confirms?: boolean;
  readonly chosen?: string;
  readonly isChatVisible?: boolean;
  readonly keepHistory?: boolean;
}

/** Ann's window, in a group that Zoe hosts; `answers` are what Ann answers. */
async function setUp(answers: Answers = {}) {
  const all = await joinedGuest();
  const { archive, clock, session } = all;
  const saved = (id: string) => archive.list().find((room) => room.id === id && !room.over);
  const claims = { claim: () => undefined, claimWithRetry: async () => undefined, keepOnly() {} };
  const absence = new HostAbsence({ session, clock, saved });
  const attempts = new RoomAttempts(session, claims, saved, 'linux', english);
  const shown: string[] = [];
  const asked: { readonly message: string; readonly detail: string }[] = [];
  const done: string[] = [];
  const flow = new ContinueFlow({
    ...{ session, absence, attempts, t: english },
    settings: { keepHistory: answers.keepHistory ?? true },
    adapters: () => [],
    inviteLink: () => 'the invite',
    isChatVisible: () => answers.isChatVisible ?? false,
    showChat: async () => void done.push('chat'),
    showLog: () => done.push('log'),
    hostFlow: { opened: async ({ name }: RoomInfo) => void done.push(`opened ${name}`) },
    moveDraft: (from) => done.push(`draft of ${from}`),
    confirmTransfers: async () => true,
    confirm: async (question) => {
      asked.push(question);
      return answers.confirms ?? true;
    },
    tell: async (message) => {
      shown.push(message);
      return answers.chosen;
    },
    showFailure: async (message, button) => {
      shown.push(message);
      return button;
    },
  });
  const vanish = async () => {
    all.hub.cut();
    await clock.advance(120_000);
  };
  return { ...all, absence, asked, attempts, done, flow, shown, vanish };
}

describe('continuing without the host', () => {
  it('says what happens, then hosts the copy and brings the draft along', async () => {
    const { asked, attempts, done, flow, session, vanish } = await setUp();
    const { firstPin } = session;
    await vanish();
    await flow.ask();
    const [question] = asked;
    assert.equal(question?.message, 'Continue “Lab” as a new room?');
    assert.match(question?.detail ?? '', /copy of this chat, without Zoe.*new invite/);
    assert.match(question?.detail ?? '', /haven’t been delivered yet are sent in the new room/);
    assert.match(question?.detail ?? '', /stays in your history.*never merged/);
    assert.equal(session.state.connection.kind, 'hosting');
    assert.deepEqual(done, [`draft of ${firstPin}`, 'chat', 'opened Lab']);
    await session.leave();
    assert.equal(attempts.lastJoined?.role, 'host');
  });

  it('doesn’t promise what the settings erase', async () => {
    const { asked, flow, vanish } = await setUp({ keepHistory: false });
    await vanish();
    await flow.ask();
    assert.doesNotMatch(asked[0]?.detail ?? '', /history/);
  });

  it('changes nothing if the user declines, or the host is back by then', async () => {
    const declined = await setUp({ confirms: false });
    await declined.vanish();
    await declined.flow.ask();
    assert.equal(declined.session.state.connection.kind, 'reconnecting');
    assert.deepEqual(declined.done, []);

    const { absence, flow, scene, session, shown, vanish } = await setUp();
    await vanish();
    const late = new ContinueFlow({
      ...(flow as unknown as { deps: ConstructorParameters<typeof ContinueFlow>[0] }).deps,
      confirm: async () => {
        await scene.comeBack();
        return true;
      },
    });
    await late.ask();
    assert.equal(session.state.connection.kind, 'joined');
    assert.deepEqual(shown, ['The host is back, so nothing was changed.']);
    assert.equal(absence.room, undefined);
    await flow.ask();
    assert.match(shown[1] ?? '', /There’s no room to continue/);
  });

  it('reports a failure, with the way to the log', async () => {
    const { done, flow, hub, session, shown, vanish } = await setUp();
    await vanish();
    hub.network.failure = new NetError('address-unavailable', 'none');
    await flow.ask();
    assert.match(shown[0] ?? '', /nothing was changed in “Lab”/);
    assert.deepEqual(done, ['log']);
    assert.equal(session.state.connection.kind, 'reconnecting');
    await assert.rejects(flow.continueNow(), { code: 'address-unavailable' });
  });

  it('is offered once for each room, and not beside the chat that offers it', async () => {
    const { flow, scene, shown, vanish } = await setUp();
    await flow.offer();
    assert.deepEqual(shown, []);
    await vanish();
    await flow.offer();
    await scene.comeBack();
    await vanish();
    await flow.offer();
    assert.deepEqual(shown, [
      'Still can’t reach Zoe, who hosts “Lab”. You can wait, or continue the chat as a new room.',
    ]);
    const visible = await setUp({ isChatVisible: true });
    await visible.vanish();
    await visible.flow.offer();
    assert.deepEqual(visible.shown, []);
  });

  it('leads from the notification to the question', async () => {
    const { asked, flow, session, vanish } = await setUp({ chosen: 'Continue as New Room…' });
    await vanish();
    await flow.offer();
    assert.equal(asked.length, 1);
    assert.equal(session.state.connection.kind, 'hosting');
  });

  it('can be run by a program, which gets the invite', async () => {
    const { asked, flow, link, session } = await setUp();
    const run = continueCommands({ continueFlow: flow, t: english })['deskmate.continueRoom'];
    assert.throws(() => run('yes'), { code: 'bad-argument' });
    await assert.rejects(async () => run(true), { code: 'not-without-host' });
    link.end(lost('room-closed'));
    const { kind, invite } = (await run(true)) as { kind: string; invite: string };
    assert.deepEqual([kind, invite], ['group', 'the invite']);
    assert.deepEqual(asked, []);
    assert.equal(session.state.connection.kind, 'hosting');
  });
});
