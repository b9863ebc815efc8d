/** What the user did at a step. */
export type StepOutcome = 'next' | 'back' | 'cancel';

/** A step's position, for its title and its Back button. */
export interface StepPosition {
  /** Counts from 1. */
  readonly step: number;
  readonly totalSteps: number;
  readonly canGoBack: boolean;
}

/** One question of several. */
export interface Step {
  /** Whether the question is needed after the earlier answers; absent: always. */
  applies?(): boolean;
  /** Asks the question. */
  ask(place: StepPosition): Promise<StepOutcome>;
}

/**
 * Asks one step after another, and goes back on request.
 * @param first index of the step to start with
 * @returns false when the user cancelled
 */
export async function runSteps(steps: readonly Step[], first = 0): Promise<boolean> {
  let step = steps[first];
  // Ends after the last step, or when the user cancels.
  while (step) {
    const open = steps.filter((each) => each === step || (each.applies?.() ?? true));
    const index = open.indexOf(step);
    const outcome = await step.ask({
      step: index + 1,
      totalSteps: open.length,
      canGoBack: index > 0,
    });
    if (outcome === 'cancel') return false;
    if (outcome === 'back') {
      step = open[Math.max(0, index - 1)];
    } else {
      // The new answer may change which later questions are needed.
      const position = steps.indexOf(step);
      step = steps.slice(position + 1).find((each) => each.applies?.() ?? true);
    }
  }
  return true;
}
