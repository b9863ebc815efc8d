import * as vscode from 'vscode';
import type { Place } from '../../protocol/place';
import { isForTwo } from '../../protocol/room-kinds';
import type { InvitedRoom, SessionState } from '../../room/room';
import type { Session } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import { secretLines } from '../../text/secrets';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { linesHash, maxHashedLines } from '../code/line-hash';
import { selectedLines } from '../code/local-copy';
import type { WorkspaceFiles } from '../code/workspace-files';
import type { Settings, SharePlaceSetting } from '../settings';

export interface PlaceReporterDeps {
  readonly session: Pick<Session, 'invited' | 'state' | 'onDidChangeState'>;
  readonly settings: Pick<Settings, 'sharePlace' | 'onDidChange'>;
  readonly files: Pick<WorkspaceFiles, 'pathInside'>;
}

/** Tells the room which file and line the user is in, if the user's setting allows that for this room. */
export class PlaceReporter implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  /** Fires when {@link isReporting} changes. */
  readonly onDidChange = this.changes.event;
  /** Whether others in the room learn the user's place. */
  isReporting = false;
  /** The room that got the last report; a new one knows nothing. */
  private room: InvitedRoom | undefined;
  /** Counts reports, because finding a path takes time and only the latest counts. */
  private reports = 0;

  constructor(private readonly deps: PlaceReporterDeps) {
    const { session, settings } = deps;
    const report = () => void this.report();
    this.store.add(vscode.window.onDidChangeActiveTextEditor(report));
    this.store.add(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === vscode.window.activeTextEditor) report();
      }),
    );
    this.store.add(vscode.workspace.onDidChangeWorkspaceFolders(report));
    this.store.add(settings.onDidChange(() => this.follow(session.state, true)));
    this.store.add(session.onDidChangeState((state) => this.follow(state)));
    this.follow(session.state);
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Reports to a room that has changed, or that the setting now treats differently. */
  private follow(state: SessionState, again = false): void {
    const { session, settings } = this.deps;
    const isReporting = session.invited !== undefined && isShared(settings.sharePlace, state);
    const isNew = session.invited !== this.room;
    this.room = session.invited;
    const before = this.isReporting;
    this.isReporting = isReporting;
    if (isNew || again || isReporting !== before) void this.report();
    if (isReporting !== before) this.changes.fire();
  }

  private async report(): Promise<void> {
    this.reports += 1;
    const { reports, room } = this;
    if (!room) return;
    const place = this.isReporting ? await this.here() : undefined;
    if (reports === this.reports && room === this.room) room.setPlace(place);
  }

  /** Where the user is; undefined in a file outside the folders, or in none. */
  private async here(): Promise<Place | undefined> {
    const editor = vscode.window.activeTextEditor;
    // A notebook's cells have lines of their own, which a place can't name.
    if (!editor || editor.document.uri.scheme === 'vscode-notebook-cell') return undefined;
    const path = await this.deps.files.pathInside(editor.document.uri);
    if (path === undefined) return undefined;
    const { document, selection } = editor;
    const { first, last } = selectedLines(selection);
    const hash = selection.isEmpty ? undefined : selectionHash(document, first, last);
    return {
      path,
      line: first + 1,
      ...(last > first && { endLine: last + 1 }),
      ...(hash !== undefined && { hash }),
    };
  }
}

/**
 * The hash by which others recognize the selected lines; undefined if they may hold a secret, which a hash could
 * confirm.
 */
function selectionHash(
  document: vscode.TextDocument,
  first: number,
  last: number,
): string | undefined {
  const count = Math.min(last - first, maxHashedLines) + 1;
  const lines = Array.from({ length: count }, (_, index) => document.lineAt(first + index).text);
  const hash = linesHash(lines);
  // Too many lines have no hash; then the search for secrets, which takes longer, isn't needed.
  return hash === undefined || secretLines(lines).size > 0 ? undefined : hash;
}

/** Whether the setting allows the room to know the user's place. */
export function isShared(setting: SharePlaceSetting, { room }: SessionState): boolean {
  if (!isInvited(room) || setting === 'none') return false;
  return setting === 'all' || isForTwo(room.kind);
}
