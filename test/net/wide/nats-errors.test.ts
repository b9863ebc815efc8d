import assert from 'node:assert/strict';
import { JetStreamApiError } from '@nats-io/jetstream';
import { Unavailable } from '../../../src/net/wide/engine';
import { toRequestError } from '../../../src/net/wide/nats-errors';
import { NetError } from '../../../src/protocol/net-error';

/** What a server answers, with the status of HTTP and the code of JetStream. */
function answer(code: number, err_code: number): JetStreamApiError {
  return new JetStreamApiError({ code, err_code, description: 'as the server says' });
}

describe('what a JetStream server refuses', () => {
  it('is tried again while it has no majority, too few nodes, or trouble of its own', () => {
    for (const error of [answer(409, 10158), answer(400, 10005), answer(503, 10008)]) {
      const read = toRequestError(error);
      assert.ok(read instanceof Unavailable, `${error.code}`);
    }
  });

  it('is given up if it won’t be taken later either', () => {
    for (const error of [answer(400, 10054), answer(400, 10052), answer(404, 10059)]) {
      const read = toRequestError(error);
      assert.ok(read instanceof NetError && read.code === 'failed', `${error.code}`);
    }
  });
});
