import assert from 'node:assert/strict';
import type { OpenRequest } from '../../../src/room/classroom';
import { english } from '../../../src/strings/translate';
import { ClassAlerts } from '../../../src/ui/class/class-alerts';
import { CurrentClass } from '../../../src/ui/class/current-class';
import type { NotificationSetting } from '../../../src/ui/settings';
import { classSession, FakeClassroom } from '../../helpers/fake-classroom';
import { FakeClock } from '../../helpers/fake-clock';

function setUp(selfId: string) {
  const classroom = new FakeClassroom(selfId === 'm1');
  const clock = new FakeClock();
  const current = new CurrentClass(classSession(selfId, classroom), clock);
  const notified: string[] = [];
  const user = { sees: false, muted: false };
  const settings: { notifications: NotificationSetting } = { notifications: 'all' };
  const alerts = new ClassAlerts({
    ...{ current, clock, settings },
    language: 'en',
    t: english,
    isMuted: () => user.muted,
    isChatVisible: () => user.sees,
    isQueueVisible: () => user.sees,
    notify: (text) => notified.push(text),
  });
  return { classroom, clock, notified, user, settings, alerts };
}

function request(member: string): OpenRequest {
  return { member, name: member, id: 'r1', topic: 'Help', asked: 0, state: 'waiting' };
}

describe('notifications about a class', () => {
  it('make one of a burst of requests', async () => {
    const { classroom, clock, notified } = setUp('m1');
    for (let count = 1; count <= 30; count += 1) {
      classroom.set({ queue: Array.from({ length: count }, (_, at) => request(`s${at}`)) });
    }
    await clock.advance(1000);
    assert.deepEqual(notified, ['30 new requests for help, the latest from s29: Help']);
    classroom.set({ queue: [...classroom.queue, request('late')] });
    await clock.advance(1000);
    assert.equal(notified.length, 1, 'the next one waits');
    await clock.advance(20_000);
    assert.deepEqual(notified.slice(1), ['late asks for help: Help']);
  });

  it('say nothing of requests that were there before, or are back', async () => {
    const { classroom, clock, notified } = setUp('m2');
    classroom.set({ isHelper: true, queue: [request('a')] });
    classroom.set({ queue: [] });
    classroom.set({ queue: [request('a')] });
    await clock.advance(1000);
    assert.deepEqual(notified, []);
  });

  it('follow the rules of other notifications', async () => {
    const { classroom, clock, notified, user, settings } = setUp('m1');
    const ask = async (member: string) => {
      classroom.set({ queue: [...classroom.queue, request(member)] });
      await clock.advance(30_000);
    };
    user.sees = true;
    await ask('a');
    Object.assign(user, { sees: false, muted: true });
    await ask('b');
    user.muted = false;
    settings.notifications = 'none';
    await ask('c');
    assert.deepEqual(notified, []);
  });

  it('tell a student once who comes', () => {
    const { classroom, notified } = setUp('m2');
    const base = { id: 'r1', question: { topic: 'Help' } };
    classroom.set({ own: { ...base, state: 'waiting', before: 0 } });
    classroom.set({ own: { ...base, state: 'taken', helper: 'm1' } });
    classroom.set({});
    assert.deepEqual(notified, ['Ann is coming.']);
  });

  it('leave no timer behind', () => {
    const { classroom, clock, alerts } = setUp('m1');
    classroom.set({ queue: [request('a')] });
    alerts.dispose();
    assert.equal(clock.pending, 0);
  });
});
