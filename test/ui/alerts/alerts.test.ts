import assert from 'node:assert/strict';
import type { MessageEntry } from '../../../src/room/log-entry';
import type { SessionState } from '../../../src/room/session-state';
import { deservesAlert } from '../../../src/ui/alerts/alert-policy';
import { mentions } from '../../../src/ui/alerts/mention';
import { type Alert, MessageAlerts } from '../../../src/ui/alerts/message-alerts';
import { noticeText } from '../../../src/ui/words/notice-text';
import { FakeClock } from '../../helpers/fake-clock';

const self = "('127.0.0.1', 50000)";

function message(text: string, own = false): MessageEntry {
  return { kind: 'message', id: text, time: 0, author: 'a', authorName: 'a', own, text };
}

function room(kind: 'lab-hub' | 'lab-p2p' | 'pair' | 'group'): SessionState {
  return {
    connection: { kind: 'joined' },
    room: { kind, name: '', address: '127.0.0.1', port: 9000 },
    members: [{ id: 'self', name: self, self: true, host: false }],
    waiting: [],
  };
}

describe('a message', () => {
  it('deserves a notification by the setting', () => {
    const hub = room('lab-hub');
    assert.equal(deservesAlert(message('hi'), hub, 'all'), true);
    assert.equal(deservesAlert(message('hi'), hub, 'none'), false);
    assert.equal(deservesAlert(message('hi'), hub, 'mentionsAndPartner'), false);
  });

  it('deserves one in a room for two, and when it mentions the person', () => {
    for (const kind of ['lab-p2p', 'pair'] as const) {
      assert.equal(deservesAlert(message('hi'), room(kind), 'mentionsAndPartner'), true);
      assert.equal(deservesAlert(message('hi'), room(kind), 'none'), false);
    }
    assert.equal(deservesAlert(message('hi'), room('group'), 'mentionsAndPartner'), false);
    const mention = message(`what does ${self} think?`);
    assert.equal(deservesAlert(mention, room('lab-hub'), 'mentionsAndPartner'), true);
    assert.equal(deservesAlert(mention, room('lab-hub'), 'none'), false);
  });

  it('deserves none when it is one’s own', () => {
    assert.equal(deservesAlert(message('hi', true), room('lab-p2p'), 'all'), false);
  });
});

describe('a name in a message', () => {
  it('counts as a word of its own, in whatever case', () => {
    for (const text of ['ann, look', 'thanks Ann', '@Ann!', 'Ann', 'Anna and Ann']) {
      assert.ok(mentions(text, 'Ann'), text);
    }
    for (const text of ['Anna', 'planning', 'ann2', '', 'a n n']) {
      assert.ok(!mentions(text, 'Ann'), text);
    }
  });

  it('counts where words stand side by side', () => {
    assert.ok(mentions('请小明看一下', '小明'));
    assert.ok(mentions('请Ann看一下', 'Ann'));
    assert.ok(mentions('hi小明', '小明'));
    assert.ok(!mentions('小红', '小明'));
    assert.ok(!mentions('anything', ''));
  });

  it('costs little in a long text', () => {
    const started = Date.now();
    assert.ok(!mentions('an'.repeat(16_000), 'ana'));
    assert.ok(Date.now() - started < 500);
  });
});

describe('notifications', () => {
  function setUp() {
    const clock = new FakeClock();
    const shown: Alert[] = [];
    const alerts = new MessageAlerts(clock, (alert) => shown.push(alert));
    const counts = () => shown.map(({ count, last }) => `${count} ${last.text}`);
    return { clock, alerts, counts };
  }

  it('make one of a burst, with its last message', async () => {
    const { clock, alerts, counts } = setUp();
    for (const text of ['a', 'b', 'c']) alerts.add(message(text));
    assert.deepEqual(counts(), []);
    await clock.advance(500);
    assert.deepEqual(counts(), ['3 c']);
  });

  it('leave 20 s between two, and lose nothing in between', async () => {
    const { clock, alerts, counts } = setUp();
    alerts.add(message('a'));
    await clock.advance(500);
    for (let i = 0; i < 19; i += 1) {
      alerts.add(message(`b${i}`));
      await clock.advance(1000);
    }
    assert.deepEqual(counts(), ['1 a']);
    await clock.advance(1000);
    assert.deepEqual(counts(), ['1 a', '19 b18']);
  });

  it('start afresh once the person has looked', async () => {
    const { clock, alerts, counts } = setUp();
    alerts.add(message('seen'));
    alerts.clear();
    await clock.advance(30_000);
    alerts.add(message('a'));
    await clock.advance(500);
    alerts.clear();
    alerts.add(message('b'));
    await clock.advance(500);
    assert.deepEqual(counts(), ['1 a', '1 b']);
    assert.equal(clock.pending, 0);
  });

  it('show a stranger’s text in one line, short, and without links', () => {
    assert.equal(noticeText('two\n lines '), 'two lines');
    assert.equal(noticeText('[click](command:evil)'), '[click] (command:evil)');
    const long = noticeText('好'.repeat(500));
    assert.equal([...long].length, 120);
    assert.ok(long.endsWith('…'));
    assert.doesNotMatch(noticeText('😀'.repeat(200)), /[\ud800-\udbff](?![\udc00-\udfff])/);
  });
});
