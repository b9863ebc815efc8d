import assert from 'node:assert/strict';
import { compareVersions, isSupported, readVersion } from '../../../src/cli/wide/nats-version';

describe('the version of nats-server', () => {
  it('is in what it prints', () => {
    assert.equal(readVersion('nats-server: v2.10.27\n'), '2.10.27');
    assert.equal(readVersion('nats-server: v2.15.1-RC.2\n'), '2.15.1');
    for (const other of ['', 'nats: v2.10.27', 'nats-server: dev']) {
      assert.equal(readVersion(other), undefined, other);
    }
  });

  it('has to be 2.10.27 or newer', () => {
    for (const version of ['2.10.27', '2.10.100', '2.11.0', '3.0.0'])
      assert.ok(isSupported(version));
    for (const version of ['2.9.10', '2.10.9', '2.10.26', '1.99.99'])
      assert.ok(!isSupported(version));
    assert.ok(compareVersions('2.9.10', '2.10.9') < 0);
    assert.equal(compareVersions('2.15.1', '2.15.1'), 0);
  });
});
