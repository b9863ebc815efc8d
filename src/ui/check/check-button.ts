/** A row of a check's result that runs an action. */
export interface CheckButton {
  readonly label: string;
  readonly icon: string;
  /** Whether the list stays open. */
  readonly stays?: boolean;
  run(): unknown;
}

/** Runs a button's action. Never rejects: `failed` tells the user, like a failed command. */
export async function press(button: CheckButton, failed: (error: Error) => void): Promise<void> {
  try {
    await button.run();
  } catch (error) {
    failed(error instanceof Error ? error : new Error(String(error)));
  }
}
