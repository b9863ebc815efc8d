import { format } from 'node:util';
import Mocha from 'mocha';
import { testMs } from '../../scripts/limits.json';

/**
 * Runs tests with mocha inside the extension host.
 *
 * @param load defines the suites, with mocha's globals in place
 * @throws {Error} when a test fails, or when there is none
 */
export async function runMocha(load: () => void): Promise<void> {
  // The editor forwards the extension host's console, with many lines of its own: a mark tells the
  // runner which lines are the tests'. Desktop VS Code prints to the terminal itself and sets no mark.
  const mark = process.env.DESKMATE_TEST_MARK ?? '';
  const print = (...args: unknown[]) => console.log(mark + format(...args));
  Mocha.reporters.Base.consoleLog = print;
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    timeout: testMs,
    color: process.env.DESKMATE_TEST_COLOR === '1',
    forbidOnly: process.env.CI !== undefined,
  });
  mocha.suite.emit('pre-require', globalThis, 'suite.js', mocha);
  try {
    load();
  } catch (error) {
    print(error);
    throw error;
  }
  const { failures, total } = await new Promise<{ failures: number; total: number }>((resolve) => {
    const runner = mocha.run((failures) => resolve({ failures, total: runner.total }));
  });
  if (failures > 0 || total === 0) throw new Error(`${failures} of ${total} tests failed.`);
}
