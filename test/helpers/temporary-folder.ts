import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from './wait-for';

/** Gives each test of a suite its own empty folder, and deletes it afterwards. */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'deskmate-'));
  });
  afterEach(async () => {
    let problem: unknown;
    const isDeleted = () => {
      try {
        rmSync(folder, { recursive: true, force: true });
        return true;
      } catch (error) {
        // What a test has begun may just have made a file there.
        problem = error;
        return false;
      }
    };
    await waitFor(isDeleted, () => `the test's folder is deleted: ${problem}`);
  });
  return () => folder;
}
