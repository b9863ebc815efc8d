import { createAccessControl } from '../../../src/net/deskmate/access-control';
import { type HubServer, listenHub } from '../../../src/net/deskmate/hub-server';
import type { AccessState } from '../../../src/protocol/access';
import type { Vacancy } from '../../../src/protocol/arrival';
import { defaultLimits, type Limits } from '../../../src/protocol/limits';
import { type Clock, systemClock } from '../../../src/util/clock';
import { type Membership, RawMember } from './raw-member';
import { StubRoom } from './stub-room';

/** All tests come from one address. */
const crowd = { connectionsPerAddress: 2000, newConnectionsPerMinute: 100_000 };

/** Created once: only the tests of certificates need others. */
let firstAccess: Promise<AccessState> | undefined;

export interface SceneOptions {
  readonly limits?: Partial<Limits>;
  readonly clock?: Clock;
  readonly seats?: number;
  readonly kept?: number;
  readonly commit?: () => boolean;
  readonly isOpen?: () => boolean;
  readonly vacancy?: () => Vacancy;
}

/** A hub with a stub room, and everyone who connects; `close()` closes all of them. */
export class HubScene {
  private readonly people: RawMember[] = [];

  private constructor(
    readonly server: HubServer,
    readonly room: StubRoom,
  ) {}

  static async open(options: SceneOptions = {}): Promise<HubScene> {
    const { limits, clock = systemClock, seats, kept, commit, isOpen, vacancy } = options;
    firstAccess ??= createAccessControl().then(({ state }) => state);
    const server = await listenHub(
      {
        kind: 'group',
        address: '127.0.0.1',
        port: 0,
        access: await firstAccess,
        ...(commit && { commit }),
        ...(isOpen && { isOpen }),
        ...(vacancy && { vacancy }),
      },
      { clock, limits: { ...defaultLimits, ...crowd, ...limits } },
    );
    return new HubScene(server, new StubRoom(server, seats, kept));
  }

  get port(): number {
    return this.server.port;
  }

  get token(): string {
    return this.server.access.state.token;
  }

  join(name = 'Guest') {
    return { type: 'join', version: 1, token: this.token, name };
  }

  /** Connects a client that hasn't sent anything. */
  async stranger(): Promise<RawMember> {
    return this.keep(await RawMember.connect(this.port));
  }

  /** Connects a member and waits until it is admitted. */
  async member(): Promise<RawMember & Membership> {
    const member = await this.stranger();
    member.send(this.join());
    const { you } = await member.receives('welcome');
    await member.receives('joined', (entry) => entry.member === you.id);
    return Object.assign(member, { id: you.id, key: you.key ?? '' });
  }

  keep(member: RawMember): RawMember {
    this.people.push(member);
    return member;
  }

  async close(): Promise<void> {
    for (const one of this.people) one.destroy();
    await this.server.close();
  }
}

/** Lets each test of a suite open a hub, which is closed afterwards. */
export function hubScenes(): typeof HubScene.open {
  const open: HubScene[] = [];
  afterEach(async () => {
    for (const scene of open.splice(0)) await scene.close();
  });
  return async (options) => {
    const scene = await HubScene.open(options);
    open.push(scene);
    return scene;
  };
}
