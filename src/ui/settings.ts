import * as vscode from 'vscode';
import type { NotificationSetting } from './alerts/alert-policy';

const section = 'deskmate';

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
