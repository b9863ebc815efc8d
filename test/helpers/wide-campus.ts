import assert from 'node:assert/strict';
import { defaultLimits } from '../../src/protocol/limits';
import type { WideNetwork, WideServerAccess } from '../../src/protocol/wide';
import type { InviteActions } from '../../src/room/host-actions';
import { Session } from '../../src/room/session/session';
import { type Clock, systemClock } from '../../src/util/clock';
import { silentLogger } from '../../src/util/logger';
import { MemoryArchive } from './memory-archive';
import { MemoryNetwork } from './memory-network';
import { waitFor } from './wait-for';
import { MemoryWide } from './wide-memory';

/** A server that isn't in memory. */
export interface CampusServer {
  readonly network: WideNetwork;
  readonly access: WideServerAccess;
}

/** Sessions of several windows, and a server for their wide rooms: in memory, unless a test has another one. */
export class WideCampus {
  readonly wide: MemoryWide;
  private readonly windows: WideWindow[] = [];

  constructor(
    readonly clock: Clock = systemClock,
    private readonly server?: CampusServer,
  ) {
    this.wide = new MemoryWide(clock);
  }

  window(archive = new MemoryArchive(() => this.clock.now())): WideWindow {
    const network = new MemoryNetwork(this.clock, this.wide);
    const { server } = this;
    if (server) Object.assign(network, { wide: async () => server.network });
    let ids = 0;
    // Two windows never choose the same id.
    const prefix = `w${this.windows.length}-`;
    network.randomId = () => {
      ids += 1;
      return `${prefix}${ids}`;
    };
    const session = new Session({
      ...{ network, archive, clock: this.clock, limits: defaultLimits, logger: silentLogger },
    });
    const window = new WideWindow(this, session, archive, network);
    this.windows.push(window);
    return window;
  }

  /** A room that Ann owns, on this server. */
  async open(most = 500): Promise<WideWindow> {
    const ann = this.window();
    const { access } = this.server ?? { access: this.wide.server };
    await ann.session.openWideRoom({ name: 'Lab 3', person: 'Ann', access, most });
    return ann;
  }

  async close(): Promise<void> {
    for (const { session } of this.windows) await session.suspend();
  }
}

/** One window. */
export class WideWindow {
  constructor(
    private readonly campus: WideCampus,
    readonly session: Session,
    readonly archive: MemoryArchive,
    readonly network: MemoryNetwork,
  ) {}

  get actions(): InviteActions {
    const actions = this.session.invited?.inviteActions;
    assert.ok(actions, 'neither the owner nor a moderator');
    return actions;
  }

  get journalId(): string {
    return this.session.invited?.journalId ?? '';
  }

  get names(): string[] {
    return this.session.state.members.map(({ name }) => name).sort();
  }

  get id(): string {
    return this.session.state.members.find(({ self }) => self)?.id ?? '';
  }

  /** The log as short lines: `Bo joined`, `Bo> hello`. */
  get lines(): string[] {
    return this.session.entries.map((entry) => {
      if (entry.kind === 'message') {
        const waits = entry.seq === undefined ? '… ' : '';
        return `${waits}${entry.authorName}> ${entry.text}`;
      }
      const { event } = entry;
      return 'name' in event ? `${event.name} ${event.type}` : event.type;
    });
  }

  join(by: WideWindow, person: string): Promise<void> {
    return this.session.joinByInvite(by.actions.invite, person);
  }

  say(text: string): void {
    this.session.messages.say(text);
  }

  /** Closes the window, and opens another one that goes back into the room. */
  async reload(): Promise<WideWindow> {
    const { journalId } = this;
    await this.session.suspend();
    const window = this.campus.window(this.archive);
    assert.equal(await window.session.reopen(journalId), true);
    return window;
  }

  /** Waits until the log ends so, in short lines. */
  async ends(...lines: string[]): Promise<void> {
    const tail = () => this.lines.slice(-lines.length);
    const what = () => `${JSON.stringify(lines)}, but ${JSON.stringify(this.lines.slice(-8))}`;
    await waitFor(() => JSON.stringify(tail()) === JSON.stringify(lines), what);
  }

  async until(what: string, condition: (window: WideWindow) => unknown): Promise<void> {
    await waitFor(
      () => condition(this) === true,
      () => `${what}: ${JSON.stringify([this.session.state, this.lines])}`,
    );
  }
}
