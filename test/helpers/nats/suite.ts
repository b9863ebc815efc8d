import type { Context } from 'mocha';
import { NatsCluster, type NatsOptions } from './cluster';

/**
 * One server or cluster for all tests of a suite, which find it running: who kills a node starts it again. Failures show
 * the nodes' logs.
 */
export function natsSuite(
  options: NatsOptions | (() => Promise<NatsOptions>) = {},
): () => NatsCluster {
  let cluster: NatsCluster | undefined;
  before('starts the servers', async () => {
    cluster = await NatsCluster.start(typeof options === 'function' ? await options() : options);
  });
  afterEach(function (this: Context) {
    if (this.currentTest?.state === 'failed' && cluster) process.stderr.write(`${cluster.logs}\n`);
  });
  after('ends the servers', () => cluster?.dispose());
  return () => {
    if (!cluster) throw new Error('the servers run in tests only');
    return cluster;
  };
}
