const { availableParallelism } = require('node:os');
const { mochaConfig } = require('./test/mocha-config.cjs');

module.exports = mochaConfig({
  spec: ['test/**/*.test.ts'],
  ignore: ['test/{package,vscode,window,long}/**'],
  parallel: true,
  jobs: availableParallelism(),
});
