import type { AdapterAddress } from '../net/socket/adapters';
import type { Card } from '../protocol/card';
import type { Session } from '../room/session/session';
import type { Translate } from '../strings/translate';
import type { PageAction } from '../webview/messages';
import type { FolderFiles } from './code/workspace-files';
import type { History } from './history/history';
import type { PersonName } from './rooms/person-name';
import type { RecentStore } from './rooms/recent-room-store';
import type { RoomAttempts } from './rooms/room-attempts';
import type { RoomFlow } from './rooms/room-flow';
import type { Settings } from './settings';

/** What the commands work with. */
export interface CommandParts {
  readonly session: Session;
  readonly attempts: RoomAttempts;
  readonly roomFlow: RoomFlow;
  readonly recent: RecentStore;
  readonly name: PersonName;
  readonly history: History;
  readonly files: FolderFiles;
  readonly settings: Settings;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
  adapters(): readonly AdapterAddress[];
  /** The invite to the room this window hosts, as a link; undefined when it hosts none. */
  inviteLink(): string | undefined;
  /** Erases what is kept of the lab room this window was in. */
  forgetTranscript(): Promise<void>;
  showChat(): Promise<void>;
  isChatVisible(): boolean;
  /** Says again what can be done about a disk that takes nothing. */
  askAboutStorage(): void;
  /** Lays a card above the message box, and brings the keyboard there. */
  attach(card: Card): void;
  /** Does something in the panel turned to last. */
  request(action: PageAction): void;
  openInEditor(): void;
  showLog(): void;
}

/** Commands by their id. */
export type CommandHandlers = Readonly<Record<string, (...args: unknown[]) => unknown>>;
