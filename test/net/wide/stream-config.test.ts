import assert from 'node:assert/strict';
import { streamConfig } from '../../../src/net/wide/stream-config';
import { streamSettings } from '../../helpers/nats/streams';

describe('the streams of an epoch', () => {
  const name = 'gaxo4jr55jtiildut22s5y2t2u';
  const config = (kind: 'entries' | 'files', first = 1) =>
    ({ ...streamConfig(name, { kind, replicas: 3, first }) }) as Record<string, unknown>;

  it('have the settings whose rights are tested', () => {
    assert.deepEqual(config('entries'), streamSettings(name, 3));
    assert.equal(config('entries', 7).first_seq, 7);
  });

  it('differ for files in what they keep, and in that nobody hears of what comes', () => {
    const { republish: _, ...entries } = config('entries');
    assert.deepEqual(config('files'), { ...entries, max_msgs: 3000 });
  });
});
