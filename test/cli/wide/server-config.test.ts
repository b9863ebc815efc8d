import assert from 'node:assert/strict';
import { serverConfig } from '../../../src/cli/wide/server-config';
import { newServerKeys, serverCredentials } from '../../../src/net/wide/account';

const limits = { connections: 1, streams: 2, storage: 3 };
const credentials = serverCredentials(newServerKeys(), 'Test', limits, 0);
const node = {
  ...{ name: 'n1', listen: { host: '::', port: 4222 }, monitor: { host: '127.0.0.1', port: 8222 } },
  ...{ store: 'C:\\data\\"x"', maxStore: 5 },
  tls: { chain: 'chain.pem', key: 'key.pem', authority: 'authority.pem' },
};

describe('the settings of a node', () => {
  it('store each message before it is acknowledged, and speak TLS 1.3 only', () => {
    const text = serverConfig(node, credentials);
    assert.match(text, /^ {2}sync_interval: always$/m);
    assert.match(text, /^ {2}min_version: "1\.3"$/m);
    assert.match(text, /^listen: "\[::\]:4222"$/m);
    assert.doesNotMatch(text, /cluster|client_advertise/);
  });

  it('escape what people choose', () => {
    assert.ok(serverConfig(node, credentials).includes('store_dir: "C:\\\\data\\\\\\"x\\""'));
  });

  it('let only nodes with a certificate into the cluster', () => {
    const routes = [1, 2, 3].map((at) => ({ host: `n${at}`, port: 6222 }));
    const cluster = { name: 'c', listen: { host: '::', port: 6222 }, routes };
    const text = serverConfig({ ...node, cluster }, credentials);
    assert.match(text, /routes: \["nats:\/\/n1:6222", "nats:\/\/n2:6222", "nats:\/\/n3:6222"\]/);
    assert.match(text, /^ {4}verify: true$/m);
  });

  it('name the operator as before when anything else changes, or no node that runs would take them', () => {
    const keys = newServerKeys();
    const { member, owner } = newServerKeys();
    const before = serverCredentials(keys, 'Test', limits, 0);
    const more = { ...limits, streams: 5 };
    const later = serverCredentials({ ...keys, member, owner }, 'Course', more, 86_400_000);
    assert.equal(later.operator, before.operator);
    assert.notDeepEqual(later.jwts, before.jwts);
  });

  it('have the limits of the account, and no secret', () => {
    const keys = newServerKeys();
    const own = serverCredentials(keys, 'Test', limits, 0);
    const text = serverConfig(node, own);
    for (const seed of Object.values(keys)) assert.ok(!text.includes(seed));
    const [, claims = ''] = own.jwts[own.account]?.split('.') ?? [];
    const { nats } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    assert.deepEqual([nats.limits.conn, nats.limits.streams, nats.limits.disk_storage], [1, 2, 3]);
    assert.ok(nats.limits.disallow_bearer);
    assert.equal(nats.limits.leaf, 0);
  });
});
