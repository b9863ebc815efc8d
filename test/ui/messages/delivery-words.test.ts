import assert from 'node:assert/strict';
import type { Delivery } from '../../../src/room/log/log-entry';
import { english } from '../../../src/strings/translate';
import { deliveryWords } from '../../../src/ui/messages/delivery-words';

const context = { unsent: false, invited: true, language: 'en' };

function words(delivery: Delivery, change: Partial<typeof context> = {}) {
  return deliveryWords(delivery, { ...context, ...change }, english);
}

function received(count: number, of: number) {
  const names = Array.from({ length: count }, (_, i) => `N${i + 1}`);
  return words({ received: count, of, names });
}

describe('how far a message has come', () => {
  it('is queued until the hub has it, and sent automatically', () => {
    const { state, label, title } = words('queued');
    assert.deepEqual([state, label], ['queued', '']);
    assert.match(title, /sent automatically/);
    assert.equal(words('queued', { invited: false }).title, 'Sending…');
  });

  it('is on the hub while nobody else has it', () => {
    assert.equal(words('hub').state, 'hub');
    assert.deepEqual(received(0, 5), {
      state: 'hub',
      label: '',
      title: 'Saved by the host. Not received by anyone yet.',
    });
    assert.match(received(0, 0).title, /No one else was in the room/);
    assert.equal(received(0, 0).state, 'hub');
  });

  it('is received by some, with who it is', () => {
    assert.deepEqual(received(2, 5), {
      state: 'received',
      label: '2 of 5',
      title: 'Received by 2 of 5: N1 and N2.',
    });
  });

  it('is received by all', () => {
    assert.deepEqual(received(1, 1), { state: 'all', label: '', title: 'Received by N1.' });
    assert.deepEqual(received(3, 3), {
      state: 'all',
      label: '',
      title: 'Received by all 3: N1, N2, and N3.',
    });
  });

  it('lists ten people and counts the others', () => {
    assert.match(received(11, 20).title, /N10, and 1 other\.$/);
    const { title } = received(400, 500);
    assert.match(title, /N10, and 390 others\.$/);
    assert.doesNotMatch(title, /N11/);
  });

  it('never went out, and says so beside the message', () => {
    const cases = [
      words('queued', { unsent: true }),
      words('queued', { unsent: true, invited: false }),
      words('unsent'),
    ];
    for (const { state, label, title } of cases) {
      assert.equal(state, 'unsent');
      assert.match(label, /^Not sent: /);
      assert.equal(title, label);
    }
    assert.equal(new Set(cases.map(({ label }) => label)).size, 3);
  });
});
