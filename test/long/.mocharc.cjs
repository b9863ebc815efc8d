const { longTestMs } = require('../../scripts/limits.json');
const { mochaConfig } = require('../mocha-config.cjs');

// Tests of the unit suite that draw seeds draw more of them.
process.env.DESKMATE_SEEDS ??= '200';
// Tests of the clients in media/lab-clients try every language in depth.
process.env.DESKMATE_CLIENTS ??= 'all';

module.exports = mochaConfig({
  spec: [
    'test/long/**/*.test.ts',
    'test/chaos/{lost-end,virtual-failures}.test.ts',
    'test/net/wide/faults-relay.test.ts',
    'test/store/journal-reader-damage.test.ts',
    'test/foreign/new-{tcp,udp}-clients.test.ts',
  ],
  timeout: longTestMs,
  slow: longTestMs,
});
