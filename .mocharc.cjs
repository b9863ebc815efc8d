const { availableParallelism } = require('node:os');
const { mochaConfig, runsFolder } = require('./test/mocha-config.cjs');

module.exports = mochaConfig({
  // Only these files use a browser. One that runs alone starts it itself.
  require: runsFolder('test/webview') ? ['test/webview/app/browser-server.ts'] : [],
  spec: ['test/**/*.test.ts'],
  ignore: ['test/{package,vscode,window,long}/**'],
  parallel: true,
  // Much of it is waiting: for the browser, for other programs, for sockets.
  jobs: Math.ceil(1.5 * availableParallelism()),
});
