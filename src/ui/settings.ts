import * as vscode from 'vscode';
import { fileBytesOf } from '../protocol/file-limits';

/** The setting `deskmate.notifications`. */
export type NotificationSetting = 'all' | 'mentionsAndPartner' | 'none';

/** The values of `deskmate.sharePlace`: in which rooms others see the user's place. */
export const sharePlaceSettings = ['none', 'pair', 'all'] as const;
export type SharePlaceSetting = (typeof sharePlaceSettings)[number];

/** The values of `deskmate.takeOver`: whether rooms may go on with the user as their host. */
export const takeOverSettings = ['ask', 'allow', 'never'] as const;
export type TakeOverSetting = (typeof takeOverSettings)[number];

const section = 'deskmate';
const defaultHistoryDays = 90;

/** The settings under `deskmate.*`, read on each use, so that a change takes effect at once. */
export class Settings {
  get notifications(): NotificationSetting {
    const value = this.read<string>('notifications');
    return value === 'all' || value === 'none' ? value : 'mentionsAndPartner';
  }

  /** Whether to notify the user of joins, if `notifications` allows it. */
  get notifyJoins(): boolean {
    return this.read<boolean>('notifyJoins') !== false;
  }

  /** Whether the chat plays a sound instead of a notification while it's visible but not focused. */
  get sound(): boolean {
    return this.read<boolean>('sound') === true;
  }

  get rememberRooms(): boolean {
    return this.read<boolean>('rememberRooms') !== false;
  }

  get keepTranscript(): boolean {
    return this.read<boolean>('keepTranscript') !== false;
  }

  /** Whether code, errors and patches are sent at once instead of being attached to the message box. */
  get sendAtOnce(): boolean {
    return this.read<boolean>('sendAtOnce') === true;
  }

  get sharePlace(): SharePlaceSetting {
    const value = this.read<string>('sharePlace');
    return sharePlaceSettings.find((setting) => setting === value) ?? 'pair';
  }

  /** Whether lines that others have selected are marked in the user's own editors. */
  get showSelections(): boolean {
    return this.read<boolean>('showSelections') !== false;
  }

  async setSharePlace(setting: SharePlaceSetting): Promise<void> {
    await vscode.workspace
      .getConfiguration(section)
      .update('sharePlace', setting, vscode.ConfigurationTarget.Global);
  }

  get takeOver(): TakeOverSetting {
    const value = this.read<string>('takeOver');
    return takeOverSettings.find((setting) => setting === value) ?? 'ask';
  }

  async setTakeOver(setting: TakeOverSetting): Promise<void> {
    await vscode.workspace
      .getConfiguration(section)
      .update('takeOver', setting, vscode.ConfigurationTarget.Global);
  }

  /** Whether a room that the user hosts is listed for others on the same network, unless they say otherwise. */
  get announceRooms(): boolean {
    return this.read<boolean>('announceRooms') === true;
  }

  async setAnnounceRooms(on: boolean): Promise<void> {
    if (on === this.announceRooms) return;
    await vscode.workspace
      .getConfiguration(section)
      .update('announceRooms', on, vscode.ConfigurationTarget.Global);
  }

  /** The names of the adapters on which rooms are announced and looked for; empty: all. */
  get nearbyAdapters(): readonly string[] {
    const names = this.read<unknown>('nearbyAdapters');
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  }

  /**
   * The servers on which the user opens wide rooms: paths of files, and links. A workspace can't name one: its repository
   * would choose where the user's rooms are.
   */
  get wideServers(): readonly string[] {
    const entries = vscode.workspace
      .getConfiguration(section)
      .inspect<unknown>('wide.servers')?.globalValue;
    return Array.isArray(entries) ? entries.filter((entry) => typeof entry === 'string') : [];
  }

  async addWideServer(entry: string): Promise<void> {
    await vscode.workspace
      .getConfiguration(section)
      .update(
        'wide.servers',
        [...this.wideServers.filter((each) => each !== entry), entry],
        vscode.ConfigurationTarget.Global,
      );
  }

  /** The largest file that rooms hosted here accept, in bytes. */
  get maxFileBytes(): number {
    return fileBytesOf(this.read('maxFileSize'));
  }

  /** The user's name; empty if not set. */
  get name(): string {
    return this.read<string>('name') ?? '';
  }

  async keepName(name: string): Promise<void> {
    await vscode.workspace
      .getConfiguration(section)
      .update('name', name, vscode.ConfigurationTarget.Global);
  }

  /** Whether invite rooms stay on this computer after they end. */
  get keepHistory(): boolean {
    return this.read<boolean>('history.keep') !== false;
  }

  /** How long rooms stay after their last use, in days; 0 means forever. */
  get historyDays(): number {
    const days = this.read<number>('history.days');
    return typeof days === 'number' && days >= 0 ? days : defaultHistoryDays;
  }

  /** Calls `listener` after any of these settings changes. */
  onDidChange(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(section)) listener();
    });
  }

  private read<T>(name: string): T | undefined {
    return vscode.workspace.getConfiguration(section).get<T>(name);
  }
}
