import assert from 'node:assert/strict';
import type { MessageTransit } from '../../src/room/log/log-entry';
import { transitText } from '../../src/strings/transit-text';
import { english } from '../../src/strings/translate';

const words = (transit: MessageTransit) => transitText(transit, 'en', english);

describe('what happened to a message', () => {
  it('is said in a few words, and in full', () => {
    assert.deepEqual(words({ received: { tries: 3, delayMs: 840 } }), {
      label: '3 tries, +840 ms',
      title: 'On the way here: sent 3 times until it arrived, 840 ms late.',
    });
    assert.deepEqual(words({ received: { reads: 5 } }), {
      label: 'in 5 reads',
      title: 'On the way here: cut into 5 reads.',
    });
    assert.deepEqual(words({ received: { joined: 2, delayMs: 12_340 } }), {
      label: '+12.3 s, 2 writes combined',
      title: 'On the way here: 12.3 s late, 2 writes combined into one read.',
    });
  });

  it('names the member it was worst for', () => {
    const sent = { delayMs: 300, members: 1, worst: 'Ben' };
    assert.equal(words({ sent })?.title, 'On the way to Ben: 300 ms late.');
    assert.equal(
      words({ sent: { ...sent, members: 4 } })?.title,
      'On the way to 4 members, worst for Ben: 300 ms late.',
    );
    assert.equal(words({ sent: { delayMs: 300 } })?.title, 'On the way to the host: 300 ms late.');
  });

  it('covers the way here and the way on', () => {
    assert.deepEqual(
      words({
        received: { delayMs: 20, reads: 2 },
        sent: { delayMs: 300, tries: 2, members: 1, worst: 'Ben' },
      }),
      {
        label: '2 tries, +300 ms, in 2 reads',
        title:
          'On the way here: 20 ms late, cut into 2 reads. On the way to Ben: sent 2 times until it arrived, 300 ms late.',
      },
    );
  });

  it('is nothing where nothing unusual happened', () => {
    assert.equal(words({}), undefined);
    assert.equal(words({ received: {} }), undefined);
  });
});
