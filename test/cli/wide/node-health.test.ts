import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isTooSmall, nameAt, nodeHealth } from '../../../src/cli/wide/node-health';

const health = (nodes: number, leader?: string) => ({ isReady: false, leader, nodes });

describe('the health of nodes', () => {
  it('tells a cluster that stays too small from one that isn’t complete yet', () => {
    const two = health(2, 'n1');
    assert.ok(isTooSmall([two, two, two]));
    assert.ok(isTooSmall([two, health(2), health(2)]));
    assert.ok(!isTooSmall([two, two, health(3, 'n1')]));
    assert.ok(!isTooSmall([two, two, undefined]));
    assert.ok(!isTooSmall([health(2), health(2), health(2)]));
    assert.ok(!isTooSmall([health(1, 'n1')]));
  });

  describe('as a node says it', () => {
    let answers: Record<string, string> = {};
    const server = createServer((request, response) => {
      const answer = answers[request.url ?? ''];
      if (answer === undefined) response.destroy();
      else response.end(answer);
    });
    const monitor = () => ({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    before(() => once(server.listen(0, '127.0.0.1'), 'listening'));
    after(() => new Promise((resolve) => server.close(resolve)));

    it('needs a leader and all nodes if there are several', async () => {
      const ok = '{"status":"ok"}';
      const cluster = (leader: string, nodes: number) =>
        JSON.stringify({ meta_cluster: { leader, cluster_size: nodes } });
      for (const [jsz, isReady] of [
        [cluster('n2', 3), true],
        [cluster('', 3), false],
        [cluster('n2', 2), false],
      ] as const) {
        answers = { '/healthz': ok, '/jsz': jsz };
        assert.equal((await nodeHealth(monitor(), 3))?.isReady, isReady, jsz);
      }
      const leads = (...replicas: readonly object[]) => ({
        '/healthz': ok,
        '/jsz': JSON.stringify({ meta_cluster: { leader: 'n1', cluster_size: 3, replicas } }),
      });
      answers = leads({ name: 'n2' }, { name: 'n3' });
      assert.equal((await nodeHealth(monitor(), 3))?.isReady, true);
      answers = leads({ name: 'n2' });
      const small = await nodeHealth(monitor(), 3);
      assert.deepEqual(small, health(2, 'n1'), 'it leads, and doesn’t know the third one');
      answers = { '/healthz': ok, '/jsz': '{}' };
      assert.deepEqual(await nodeHealth(monitor(), 1), { ...health(1), isReady: true });
      answers = { '/healthz': '{"status":"unavailable"}', '/jsz': '{}' };
      assert.equal((await nodeHealth(monitor(), 1))?.isReady, false);
    });

    it('is unknown if something else answers, or nothing', async () => {
      answers = { '/varz': '{"server_name":"n1-a"}', '/healthz': '{"status":"ok"}', '/jsz': '{}' };
      assert.equal(await nameAt(monitor()), 'n1-a');
      assert.equal((await nodeHealth(monitor(), 1, 'n1-a'))?.isReady, true);
      assert.equal(await nodeHealth(monitor(), 1, 'n1-b'), undefined);
      for (const answer of ['<html>', 'null', '[]', '{"server_name":1}']) {
        answers = { '/varz': answer, '/healthz': answer, '/jsz': answer };
        assert.equal(await nameAt(monitor()), undefined, answer);
        assert.ok(!(await nodeHealth(monitor(), 1))?.isReady, answer);
      }
      answers = {};
      assert.equal(await nodeHealth(monitor(), 1), undefined);
    });
  });
});
