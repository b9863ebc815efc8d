/** How often the line on a terminal is drawn, in milliseconds. */
const REDRAW_MS = 200;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** The part of a terminal, or of a log, that a progress display needs. */
export interface ProgressStream {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): boolean;
}

/**
 * Shows the steps of a longer job on standard error: on a terminal one line that moves, with the
 * seconds gone by; elsewhere (CI logs) one line a step.
 */
export class Progress {
  private readonly started = performance.now();
  private readonly timer: NodeJS.Timeout | undefined;
  private step = 0;
  private text = '';

  /** @param steps how many times `next` will be called */
  constructor(
    private readonly title: string,
    private readonly steps: number,
    private readonly stream: ProgressStream = process.stderr,
  ) {
    if (!stream.isTTY) {
      stream.write(`${title}\n`);
      return;
    }
    this.timer = setInterval(() => this.draw(), REDRAW_MS);
    this.timer.unref();
  }

  /** Begins the next step. */
  next(text: string): void {
    this.step++;
    this.text = text;
    if (this.stream.isTTY) this.draw();
    else this.stream.write(`  ${this.step}/${this.steps} ${text}\n`);
  }

  /** Ends the display; a failed job leaves its last line for the error to follow. */
  end(outcome: 'done' | 'failed'): void {
    clearInterval(this.timer);
    const line = outcome === 'done' ? `${this.title} Done in ${this.seconds()} s.` : this.line('✗');
    if (this.stream.isTTY) this.stream.write(`\r\x1b[K${line}\n`);
    else if (outcome === 'done') this.stream.write(`  Done in ${this.seconds()} s.\n`);
  }

  private draw(): void {
    const frame =
      FRAMES[Math.floor((performance.now() - this.started) / REDRAW_MS) % FRAMES.length];
    // Cut to the terminal's width: a line that wraps can't be drawn over.
    const line = this.line(frame ?? '').slice(0, this.stream.columns - 1);
    this.stream.write(`\r\x1b[K${line}`);
  }

  private line(mark: string): string {
    return `${mark} ${this.title} ${this.step}/${this.steps} ${this.text} (${this.seconds()} s)`;
  }

  private seconds(): number {
    return Math.round((performance.now() - this.started) / 1000);
  }
}
