const { availableParallelism } = require('node:os');
const { mochaConfig } = require('../mocha-config.cjs');

module.exports = mochaConfig({
  require: ['test/window/fixture.ts'],
  spec: ['test/window/**/*.test.ts'],
  slow: 15_000,
  // Most of it is waiting for the editor.
  parallel: true,
  jobs: availableParallelism(),
});
