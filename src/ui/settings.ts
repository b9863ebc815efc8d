import * as vscode from 'vscode';

/** The setting `deskmate.notifications`. */
export type NotificationSetting = 'all' | 'mentionsAndPartner' | 'none';

const section = 'deskmate';
const defaultHistoryDays = 90;

/** The settings under `deskmate.*`, read at each use so that a change counts at once. */
export class Settings {
  get notifications(): NotificationSetting {
    const value = this.read<string>('notifications');
    return value === 'all' || value === 'none' ? value : 'mentionsAndPartner';
  }

  get rememberRooms(): boolean {
    return this.read<boolean>('rememberRooms') !== false;
  }

  get keepTranscript(): boolean {
    return this.read<boolean>('keepTranscript') !== false;
  }

  /** Whether code, errors and patches go out without waiting above the message box. */
  get sendAtOnce(): boolean {
    return this.read<boolean>('sendAtOnce') === true;
  }

  /** What the person wants to be called; empty when never asked. */
  get name(): string {
    return this.read<string>('name') ?? '';
  }

  async keepName(name: string): Promise<void> {
    await vscode.workspace
      .getConfiguration(section)
      .update('name', name, vscode.ConfigurationTarget.Global);
  }

  /** Whether rooms by invite stay on this computer when they are over. */
  get keepHistory(): boolean {
    return this.read<boolean>('history.keep') !== false;
  }

  /** How long they stay after they were used last, in days; 0 for ever. */
  get historyDays(): number {
    const days = this.read<number>('history.days');
    return typeof days === 'number' && days >= 0 ? days : defaultHistoryDays;
  }

  /** Calls back after any of them changed. */
  onDidChange(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(section)) listener();
    });
  }

  private read<T>(name: string): T | undefined {
    return vscode.workspace.getConfiguration(section).get<T>(name);
  }
}
