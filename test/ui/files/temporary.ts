import { isProcessRunning } from '../../../src/store/open-rooms';
import { TemporaryFiles } from '../../../src/ui/files/temporary-files';

/** The copies of files of a window whose extension process is this one. */
export function temporaryFiles(folder: string, machine = 'pc'): TemporaryFiles {
  return new TemporaryFiles({ folder, pid: process.pid, machine, isRunning: isProcessRunning });
}
