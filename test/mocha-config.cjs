const { testMs } = require('../scripts/limits.json');

/** Mocha adds the configured files to those named on the command line; whoever names one wants it alone. */
exports.namesFiles = process.argv.slice(2).some((argument) => /\.(test|suite)\.ts$/.test(argument));

/** What mocha's configurations have in common; a suite's own options replace the shared ones. */
exports.mochaConfig = ({ spec, require: setUp = [], ...options }) => ({
  'node-option': ['import=tsx'],
  require: [...setUp, 'test/helpers/open-resources.ts', 'test/helpers/svg-files.ts'],
  spec: exports.namesFiles ? [] : spec,
  timeout: testMs,
  ...options,
});
