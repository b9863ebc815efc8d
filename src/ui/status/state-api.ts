import * as vscode from 'vscode';
import type { Session } from '../../room/session/session';
import type { Translate } from '../../strings/translate';
import { DisposableStore } from '../../util/disposable';
import type { DeskmateApi, DeskmateState } from '../api';
import { stateSnapshot } from './state-snapshot';

/** The API that the extension exports to other extensions. */
export class StateApi implements DeskmateApi, vscode.Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new vscode.EventEmitter<DeskmateState>());
  private listeners = 0;
  private pending = false;

  constructor(
    private readonly session: Session,
    private readonly language: string,
    private readonly t: Translate,
  ) {
    this.store.add(session.onDidChangeState(() => this.changed()));
    this.store.add(session.onDidChangeLog(() => this.changed()));
  }

  getState(): DeskmateState {
    return stateSnapshot(this.session.state, this.session.entries, this.language, this.t);
  }

  readonly onDidChangeState: vscode.Event<DeskmateState> = (listener, thisArgs, disposables) => {
    const subscription = this.changes.event(listener, thisArgs);
    this.listeners += 1;
    let listening = true;
    const stop = new vscode.Disposable(() => {
      if (listening) this.listeners -= 1;
      listening = false;
      subscription.dispose();
    });
    disposables?.push(stop);
    return stop;
  };

  dispose(): void {
    this.store.dispose();
  }

  /** A snapshot's cost grows with the log, so create at most one per turn, and none without listeners. */
  private changed(): void {
    if (this.pending || this.listeners === 0) return;
    this.pending = true;
    setImmediate(() => {
      this.pending = false;
      this.changes.fire(this.getState());
    });
  }
}
