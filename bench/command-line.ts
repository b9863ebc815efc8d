/** @throws {Error} if the option isn't an integer within these limits */
export function integerOption(text: string, option: string, min: number, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new Error(`${option}: "${text}" isn't a whole number from ${min} to ${max}.`);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Runs a benchmark, and prints an error in one line. */
export function runBench(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
