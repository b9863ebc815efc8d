import { findNatsServers } from '../../../scripts/nats-server';
import { createWideNetwork } from '../../../src/net/wide/wide';
import { defaultLimits } from '../../../src/protocol/limits';
import { systemClock } from '../../../src/util/clock';
import { natsSuite } from '../../helpers/nats/suite';
import { describeTimes, killLeaders } from '../../helpers/wide-kills';

/** An election takes 4 to 9 s, nearly all of it waiting: so several clusters fail at the same time. */
const clusterCount = 4;
const killsEach = 5;

describe('wide rooms whose leaders are killed 20 times in a burst', () => {
  const network = createWideNetwork({ clock: systemClock, limits: defaultLimits });
  const clusters = Array.from({ length: clusterCount }, (_, at) =>
    natsSuite(async () => {
      const servers = await findNatsServers();
      const server = servers[at % servers.length];
      return { nodes: 3, ...(server && { server }) };
    }),
  );

  it('lose, double and disorder nothing, and go on', async () => {
    const figures = await Promise.all(
      clusters.map((cluster) => killLeaders(cluster(), network, killsEach)),
    );
    const times = figures.flatMap(({ failoverMs }) => failoverMs);
    const entries = figures.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
    const text = `writing again within ${describeTimes(times)}; ${entries} entries`;
    process.stdout.write(`      ${text}\n`);
  });
});
