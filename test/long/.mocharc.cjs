const { longTestMs } = require('../../scripts/limits.json');
const { mochaConfig } = require('../mocha-config.cjs');

module.exports = mochaConfig({
  spec: ['test/long/**/*.test.ts'],
  timeout: longTestMs,
  slow: longTestMs,
});
