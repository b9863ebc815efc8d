const { statSync } = require('node:fs');
const { testMs } = require('../scripts/limits.json');

const named = process.argv.slice(2);
const isFolder = (name) => statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Whether folders are named on the command line. */
exports.namesFolders = named.some(isFolder);

/** Mocha adds the configured files to those named on the command line; whoever names some wants these alone. */
exports.namesFiles = exports.namesFolders || named.some((name) => /\.(test|suite)\.ts$/.test(name));

/** What mocha's configurations have in common; a suite's own options replace the shared ones. */
exports.mochaConfig = ({ spec, require: setUp = [], ...options }) => ({
  'node-option': ['import=tsx'],
  require: [...setUp, 'test/helpers/open-resources.ts', 'test/helpers/svg-files.ts'],
  spec: exports.namesFiles ? [] : spec,
  // Of a folder that is named.
  extension: ['.test.ts'],
  recursive: true,
  timeout: testMs,
  ...options,
});
