/** A row of a check's result that does something. */
export interface CheckButton {
  readonly label: string;
  readonly icon: string;
  /** Whether the list stays open. */
  readonly stays?: boolean;
  run(): unknown;
}

/** Does what a button does. Never rejects: `failed` tells the user, as a command that fails does. */
export async function press(button: CheckButton, failed: (error: Error) => void): Promise<void> {
  try {
    await button.run();
  } catch (error) {
    failed(error instanceof Error ? error : new Error(String(error)));
  }
}
