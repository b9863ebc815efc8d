const { availableParallelism } = require('node:os');
const { mochaConfig, namesFiles, namesFolders } = require('./test/mocha-config.cjs');

module.exports = mochaConfig({
  // A file that runs alone starts a browser when it needs one.
  require: namesFiles && !namesFolders ? [] : ['test/webview/app/browser-server.ts'],
  spec: ['test/**/*.test.ts'],
  ignore: ['test/{package,vscode,window,long}/**'],
  parallel: true,
  // Much of it is waiting: for the browser, for other programs, for sockets.
  jobs: Math.ceil(1.5 * availableParallelism()),
});
