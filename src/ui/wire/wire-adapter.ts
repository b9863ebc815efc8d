import { formatEndpoint } from '../../protocol/endpoint';
import { traitsOf } from '../../protocol/room-kinds';
import type { WireConnection } from '../../protocol/wire-event';
import type { Connection, SessionState } from '../../room/room';
import type { Translate } from '../../strings/translate';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { escapeBytes } from '../../util/escape-bytes';
import { Emitter, type Event } from '../../util/event';
import type { WireModel, WireRequest } from '../../webview/wire-connection';
import type { WireMarkView, WireRow, WireStart, WireState } from '../../webview/wire-messages';
import { FilteredWireLog } from './filtered-wire-log';
import { markViews } from './mark-text';
import { capture } from './pcapng';
import { pythonBytes } from './python-bytes';
import type { WireChunk, WireLog } from './wire-log';
import { wireStrings } from './wire-strings';
import { wireText } from './wire-text';

/** Maximum number of bytes of a chunk that the page shows. */
export const maxShownBytes = 16 * 1024;

/** Maximum number of bytes to put on the clipboard. */
const maxCopiedBytes = 4 * 1024 * 1024;

/** A file to save. */
export interface SavedFile {
  readonly type: 'pcapng' | 'text' | 'svg';
  readonly parts: Iterable<Uint8Array | string>;
}

export interface WireAdapterDeps {
  readonly log: WireLog;
  readonly state: () => SessionState;
  readonly onDidChangeState: Event<SessionState>;
  readonly now: () => number;
  readonly language: string;
  readonly t: Translate;
  /** Puts a text on the clipboard. */
  copy(text: string): void;
  /** Asks where to save a file, and saves it. */
  save(file: SavedFile): void;
  /** Tells the user that something didn't work. */
  warn(text: string): void;
}

/** Whether a window is out of any room, on its way into one, or in one. */
function phaseOf({ kind }: Connection): 'out' | 'entering' | 'in' {
  if (kind === 'offline') return 'out';
  return kind === 'connecting' ? 'entering' : 'in';
}

/** What the wire view shows and does, as long as it is open. */
export class WireAdapter implements WireModel, Disposable {
  private readonly store = new DisposableStore();
  private readonly view: FilteredWireLog;
  private readonly changes = this.store.add(new Emitter<void>());
  readonly onDidChange = this.changes.event;
  private readonly marks: readonly WireMarkView[];
  private phase: ReturnType<typeof phaseOf>;

  constructor(private readonly deps: WireAdapterDeps) {
    const { log, t } = deps;
    const began = t('A room begins');
    const ended = t('The room has ended');
    const label = (type: 'room-began' | 'room-ended') => (type === 'room-began' ? began : ended);
    const purposes = {
      file: (peer: string) => t('{0} (file)', peer),
      knock: (peer: string) => t('{0} (knock)', peer),
      'room-code': (peer: string) => t('{0} (room code)', peer),
      voter: (peer: string) => t('{0} (election)', peer),
    };
    const peerName = ({ peer, purpose }: WireConnection) =>
      purpose === undefined ? peer : purposes[purpose](peer);
    this.view = this.store.add(new FilteredWireLog(log, ({ type }) => label(type), peerName));
    this.marks = markViews(t);
    this.phase = phaseOf(deps.state().connection);
    this.store.add(log.onDidAdd(() => this.changes.fire()));
    this.store.add(deps.onDidChangeState((state) => this.follow(state)));
  }

  start(): WireStart {
    const { t, language } = this.deps;
    return { strings: wireStrings(t), marks: this.marks, language };
  }

  state(): WireState {
    const { t } = this.deps;
    const { room } = this.deps.state();
    const state = this.view.state();
    if (!room || this.phase === 'out') return state;
    const note = t(
      'On the network this is encrypted. Tokens and keys are masked here, and files show their beginning only.',
    );
    return {
      ...state,
      room: room.name || formatEndpoint({ host: room.address, port: room.port }),
      ...(traitsOf(room.kind).byInvite && { note }),
    };
  }

  rows(from: number, to: number): readonly WireRow[] {
    return this.view.range(from, to);
  }

  bytes(number: number): Uint8Array | undefined {
    return this.view.bytes(number)?.subarray(0, maxShownBytes);
  }

  filter(filter: Parameters<WireModel['filter']>[0]): void {
    this.view.setFilter(filter);
  }

  pause(paused: boolean): void {
    this.view.setPaused(paused);
  }

  find(query: Parameters<WireModel['find']>[0]): void {
    this.view.find(query);
  }

  step(from: number, by: 1 | -1): number | undefined {
    return this.view.step(from, by);
  }

  handle(request: WireRequest): void {
    switch (request.type) {
      case 'copyRows':
        this.copy(this.view.chunks(request.from, request.to), request.as);
        return;
      case 'copyBytes': {
        const bytes = this.view.bytes(request.number)?.subarray(request.from, request.to);
        if (bytes) this.copy([{ bytes }], request.as);
        return;
      }
      case 'save':
        this.deps.save({ type: request.as, parts: this.file(request.as) });
        return;
      case 'saveDiagram':
        this.deps.save({ type: 'svg', parts: [request.svg] });
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Marks where a room begins and ends. */
  private follow({ connection }: SessionState): void {
    const { log, now } = this.deps;
    const before = this.phase;
    this.phase = phaseOf(connection);
    if (before !== this.phase && before === 'in') log.divide('room-ended', now());
    if (before !== this.phase && (before === 'out' || this.phase === 'entering')) {
      log.divide('room-began', now());
    }
    this.changes.fire();
  }

  private copy(chunks: Iterable<Pick<WireChunk, 'bytes'>>, as: 'python' | 'text'): void {
    const format = as === 'python' ? pythonBytes : escapeBytes;
    const lines: string[] = [];
    let length = 0;
    for (const { bytes } of chunks) {
      length += bytes.length;
      if (length > maxCopiedBytes) {
        this.deps.warn(
          this.deps.t(
            'The selection is larger than 4 MiB, too large to copy. Select less, or save it.',
          ),
        );
        return;
      }
      lines.push(format(bytes));
    }
    if (lines.length > 0) this.deps.copy(lines.join('\n'));
  }

  private file(type: 'pcapng' | 'text'): Iterable<Uint8Array | string> {
    const { t } = this.deps;
    const labels = new Map(this.marks.map(({ name, label }) => [name, label]));
    const label = (mark: string) => labels.get(mark) ?? mark;
    const chunks = this.view.chunks();
    if (type === 'text') return wireText(chunks, label);
    const comment = t(
      'Recorded by Deskmate where it reads and writes. The IP, TCP and UDP headers are synthetic.',
    );
    const describe = ({ marks, summary }: WireChunk) => {
      const parts = [...(summary === undefined ? [] : [summary]), ...marks.map(label)];
      return parts.length === 0 ? undefined : parts.join(', ');
    };
    return capture(chunks, { comment, describe });
  }
}
