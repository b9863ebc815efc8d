import assert from 'node:assert/strict';
import { describeNetworks, inNetwork } from './network-namespaces';

describeNetworks('a script in networks of its own', () => {
  it('ends all that it has begun', async () => {
    // Whatever still runs keeps the script's output open, and the script isn't over before that is closed.
    assert.equal(await inNetwork('host sleep 600 & echo begun', []), 'begun\n');
  });
});
