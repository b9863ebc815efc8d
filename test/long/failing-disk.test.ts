import assert from 'node:assert/strict';
import { failures, maxCalls, runWithFailure } from '../helpers/failing-disk';

describe('a hosted room whose disk fails at any call', () => {
  for (const lasting of [false, true]) {
    for (const [name, failure] of Object.entries(failures)) {
      it(`keeps its guarantees when it ${name}${lasting ? ' for a while' : ' once'}`, async () => {
        let failed = 0;
        for (let nth = 1; nth <= maxCalls; nth += 1) {
          if (await runWithFailure(nth, failure, lasting)) failed += 1;
        }
        assert.ok(failed < maxCalls, 'every call has failed once');
      });
    }
  }
});
