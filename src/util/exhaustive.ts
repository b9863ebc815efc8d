/** Makes the compiler refuse a switch that forgets a case; never runs in well-typed code. */
export function exhaustive(value: never): never {
  throw new Error(`unexpected case: ${JSON.stringify(value)}`);
}
