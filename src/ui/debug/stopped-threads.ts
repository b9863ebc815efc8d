import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../util/disposable';

/** Why a thread stopped, as its debug adapter says. */
export interface Stop {
  /** `exception`, `breakpoint`, `step`, … */
  readonly reason: string;
  /** What the adapter says about it, such as the exception's message; may be empty. */
  readonly text: string;
}

/** The debug sessions, and why their threads stopped, which VS Code doesn't expose to extensions. */
export class StoppedThreads implements Disposable {
  private readonly store = new DisposableStore();
  private readonly sessions = new Map<string, vscode.DebugSession>();
  private readonly stops = new WeakMap<vscode.DebugSession, Map<number, Stop>>();

  constructor() {
    const { store, sessions } = this;
    store.add(
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: (session) => {
          sessions.set(session.id, session);
          return { onDidSendMessage: (message: unknown) => this.read(session, message) };
        },
      }),
    );
    store.add(vscode.debug.onDidTerminateDebugSession(({ id }) => sessions.delete(id)));
  }

  /** Undefined for a session that has ended, or that began before this class was listening and isn't active. */
  sessionOf(id: string): vscode.DebugSession | undefined {
    const { activeDebugSession: active } = vscode.debug;
    return this.sessions.get(id) ?? (active?.id === id ? active : undefined);
  }

  /** Undefined for a session that began before this class was listening. */
  stopOf(session: vscode.DebugSession, threadId: number): Stop | undefined {
    return this.stops.get(session)?.get(threadId);
  }

  dispose(): void {
    this.sessions.clear();
    this.store.dispose();
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
