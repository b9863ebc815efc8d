import assert from 'node:assert/strict';
import { cardStandIn } from '../../../src/protocol/card-rules';
import type { MessageEntry } from '../../../src/room/log/log-entry';
import type { RoomInfo } from '../../../src/room/room';
import { noticeText } from '../../../src/strings/inline-text';
import { unknownLinks } from '../../../src/strings/log-links';
import { arrivalText } from '../../../src/strings/message-text';
import { english } from '../../../src/strings/translate';
import {
  type Alert,
  AlertBatcher,
  alertText,
  notificationText,
  shouldNotifyArrival,
  shouldNotifyMessage,
} from '../../../src/ui/messages/alerts';
import { FakeClock } from '../../helpers/fake-clock';

function message(text: string, own = false): MessageEntry {
  return { kind: 'message', id: text, time: 0, author: 'a', authorName: 'a', own, text };
}

function room(kind: RoomInfo['kind']): RoomInfo {
  return { kind, name: '', address: '127.0.0.1', port: 9000 };
}

const shown = (name: string) => name;
const links = unknownLinks(english);

describe('a message', () => {
  it('causes a notification according to the setting', () => {
    const hub = room('lab-hub');
    assert.equal(shouldNotifyMessage(message('hi'), false, hub, 'all'), true);
    assert.equal(shouldNotifyMessage(message('hi'), false, hub, 'none'), false);
    assert.equal(shouldNotifyMessage(message('hi'), false, hub, 'mentionsAndPartner'), false);
  });

  it('causes one in a room for two, and when it mentions the user', () => {
    for (const kind of ['lab-p2p', 'pair'] as const) {
      assert.equal(
        shouldNotifyMessage(message('hi'), false, room(kind), 'mentionsAndPartner'),
        true,
      );
      assert.equal(shouldNotifyMessage(message('hi'), false, room(kind), 'none'), false);
    }
    const group = room('group');
    assert.equal(shouldNotifyMessage(message('hi'), false, group, 'mentionsAndPartner'), false);
    assert.equal(shouldNotifyMessage(message('hi'), true, group, 'mentionsAndPartner'), true);
    assert.equal(shouldNotifyMessage(message('hi'), true, group, 'none'), false);
  });

  it('causes none when it is the user’s own', () => {
    assert.equal(shouldNotifyMessage(message('hi', true), false, room('lab-p2p'), 'all'), false);
  });
});

describe('someone who joins while the chat is hidden', () => {
  it('causes a notification according to the same setting', () => {
    const kinds = ['pair', 'lab-p2p', 'group', 'lab-hub'] as const;
    const notified = (setting: 'all' | 'mentionsAndPartner' | 'none') =>
      kinds.filter((kind) => shouldNotifyArrival(room(kind), setting));
    assert.deepEqual(notified('all'), kinds);
    assert.deepEqual(notified('mentionsAndPartner'), ['pair', 'lab-p2p']);
    assert.deepEqual(notified('none'), []);
  });

  it('is named, with the number of others', () => {
    const words = [1, 2, 3].map((count) => arrivalText(count, 'Bo', english));
    assert.deepEqual(words, ['Bo joined.', 'Bo and 1 other joined.', 'Bo and 2 others joined.']);
  });
});

describe('the text of a notification', () => {
  const last = message('hello');

  it('is the latest message, and the number of new ones', () => {
    assert.equal(alertText(1, last, false, shown, links, english), 'a: hello');
    assert.equal(
      alertText(3, last, false, shown, links, english),
      '3 new messages, the latest from a: hello',
    );
  });

  it('omits a message that was deleted meanwhile or is from another room', () => {
    const deleted: MessageEntry = { ...last, text: '', deleted: true };
    assert.equal(alertText(1, deleted, false, shown, links, english), undefined);
    assert.equal(alertText(3, deleted, false, shown, links, english), '3 new messages');
    assert.equal(alertText(3, undefined, false, shown, links, english), undefined);
  });
});

describe('notifications', () => {
  function setUp() {
    const clock = new FakeClock();
    const shown: Alert<MessageEntry>[] = [];
    const alerts = new AlertBatcher<MessageEntry>(clock, (alert) => shown.push(alert));
    const counts = () => shown.map(({ count, last }) => `${count} ${last.text}`);
    return { clock, alerts, counts };
  }

  it('combine a burst into one, with its last message', async () => {
    const { clock, alerts, counts } = setUp();
    for (const text of ['a', 'b', 'c']) alerts.add(message(text));
    assert.deepEqual(counts(), []);
    await clock.advance(500);
    assert.deepEqual(counts(), ['3 c']);
  });

  it('are at least 20 s apart, and lose nothing in between', async () => {
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

  it('start over once the user has looked', async () => {
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

  it('shorten another person’s text to one line', () => {
    assert.equal(noticeText('two\n lines '), 'two lines');
    const long = noticeText('好'.repeat(500));
    assert.equal([...long].length, 120);
    assert.ok(long.endsWith('…'));
    assert.doesNotMatch(noticeText('😀'.repeat(200)), /[\ud800-\udbff](?![\udc00-\udfff])/);
  });

  it('name the place of a card without text', () => {
    const card = {
      type: 'code',
      path: 'src/main.c',
      line: 10,
      endLine: 12,
      language: 'c',
      text: 'a\nb\nc',
      hash: 'h',
    } as const;
    const alone = { ...message(cardStandIn(card)), card };
    const linking = `vscode://deskmate.deskmate/message?r=${'a'.repeat(22)}&m=7&t=1 here`;
    assert.equal(
      notificationText(message(linking), false, links, english),
      'Link to a message here',
    );
    assert.equal(notificationText(alone, false, links, english), 'src/main.c, lines 10–12');
    assert.equal(
      notificationText({ ...message('why does\nthis fail?'), card }, false, links, english),
      'why does this fail?',
    );
  });
});
