const { mochaConfig } = require('../mocha-config.cjs');

module.exports = mochaConfig({ spec: ['test/package/**/*.test.ts'], slow: 30_000 });
