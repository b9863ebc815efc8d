const { longTestMs } = require('../../scripts/limits.json');
const { mochaConfig } = require('../mocha-config.cjs');

// Tests of the unit suite that draw seeds draw more of them.
process.env.DESKMATE_SEEDS ??= '200';

module.exports = mochaConfig({
  spec: ['test/long/**/*.test.ts', 'test/chaos/lost-end.test.ts'],
  timeout: longTestMs,
  slow: longTestMs,
});
