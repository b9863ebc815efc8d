import * as vscode from 'vscode';
import type { Disposable } from '../../util/disposable';

/** Why a thread stopped, as its debug adapter says. */
export interface Stop {
  /** `exception`, `breakpoint`, `step`, … */
  readonly reason: string;
  /** What the adapter says about it, such as the exception's message; may be empty. */
  readonly text: string;
}

/** Remembers why the threads of debug sessions stopped, which the editor doesn't tell extensions. */
export class StoppedThreads implements Disposable {
  private readonly stops = new WeakMap<vscode.DebugSession, Map<number, Stop>>();
  private readonly tracking = vscode.debug.registerDebugAdapterTrackerFactory('*', {
    createDebugAdapterTracker: (session) => ({
      onDidSendMessage: (message: unknown) => this.read(session, message),
    }),
  });

  /** Undefined for a session that began before this one looked. */
  stopOf(session: vscode.DebugSession, threadId: number): Stop | undefined {
    return this.stops.get(session)?.get(threadId);
  }

  dispose(): void {
    this.tracking.dispose();
  }

  private read(session: vscode.DebugSession, message: unknown): void {
    const { type, event, body } = Object(message) as Record<string, unknown>;
    if (type !== 'event' || event !== 'stopped') return;
    const { threadId, reason, text } = Object(body) as Record<string, unknown>;
    if (typeof threadId !== 'number' || typeof reason !== 'string') return;
    // Only the latest stop of each thread counts; a program has few threads at a time.
    const stops = this.stops.get(session) ?? new Map<number, Stop>();
    if (stops.size >= 1000) stops.clear();
    stops.set(threadId, { reason, text: typeof text === 'string' ? text : '' });
    this.stops.set(session, stops);
  }
}
