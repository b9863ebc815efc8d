/** A failure with everything a person needs in its message; shown without a stack trace. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Runs a script's main function; a failure ends the process with code 1. */
export function runMain(main: () => Promise<number | undefined>): void {
  main().then(
    (code) => process.exit(code ?? 0),
    (error: unknown) => {
      console.error(error instanceof Failure ? error.message : error);
      process.exit(1);
    },
  );
}
