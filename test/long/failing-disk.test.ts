import assert from 'node:assert/strict';
import { failures, maxCalls, playFailing } from '../helpers/failing-disk';

describe('a hosted room, whichever call of the disk fails', () => {
  for (const lasting of [false, true]) {
    for (const [name, failure] of Object.entries(failures)) {
      it(`keeps its word when it ${name}${lasting ? ' for a while' : ' once'}`, async () => {
        let failed = 0;
        for (let nth = 1; nth <= maxCalls; nth += 1) {
          if (await playFailing(nth, failure, lasting)) failed += 1;
        }
        assert.ok(failed < maxCalls, 'every call has failed in turn');
      });
    }
  }
});
