const { statSync } = require('node:fs');
const path = require('node:path');
const { testMs } = require('../scripts/limits.json');

const named = process.argv.slice(2);
const isFolder = (name) => statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;

const namedFolders = named.filter(isFolder);
const namedFiles = named.filter((name) => /\.(test|suite)\.ts$/.test(name));

/** Mocha adds the configured files to those named on the command line; whoever names some wants these alone. */
const namesFiles = namedFolders.length + namedFiles.length > 0;

const isWithin = (folder, name) => !path.relative(folder, name).startsWith('..');

/** Whether several files of a folder run: everything does, or a folder on the way to its files is named. */
exports.runsFolder = (folder) =>
  !namesFiles || namedFolders.some((name) => isWithin(name, folder) || isWithin(folder, name));

/** What mocha's configurations have in common; a suite's own options replace the shared ones. */
exports.mochaConfig = ({ spec, require: setUp = [], ...options }) => ({
  'node-option': ['import=tsx'],
  require: [...setUp, 'test/helpers/open-resources.ts', 'test/helpers/svg-files.ts'],
  spec: namesFiles ? [] : spec,
  // Of a folder that is named.
  extension: ['.test.ts'],
  recursive: true,
  timeout: testMs,
  ...options,
});
