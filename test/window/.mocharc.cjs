const { availableParallelism } = require('node:os');
const { mochaConfig } = require('../mocha-config.cjs');

module.exports = mochaConfig({
  require: ['test/window/fixture.ts'],
  // The tests of a suite run one after the other and share windows.
  spec: ['test/window/suites/*.suite.ts'],
  slow: 15_000,
  parallel: true,
  // A third of the time is spent waiting for the editor. The shortest suite is the last by name, so that no long one
  // starts when the others end.
  jobs: Math.ceil(1.5 * availableParallelism()),
});
