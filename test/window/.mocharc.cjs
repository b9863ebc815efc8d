const { availableParallelism } = require('node:os');
const { mochaConfig } = require('../mocha-config.cjs');

module.exports = mochaConfig({
  require: ['test/window/fixture.ts'],
  spec: ['test/window/**/*.test.ts'],
  slow: 15_000,
  parallel: true,
  // A third of it is waiting for the editor.
  jobs: Math.ceil(1.5 * availableParallelism()),
});
