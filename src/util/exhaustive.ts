/** Makes the compiler reject a switch that misses a case. Never runs in well-typed code. */
export function exhaustive(value: never): never {
  throw new Error(`unexpected case: ${JSON.stringify(value)}`);
}
