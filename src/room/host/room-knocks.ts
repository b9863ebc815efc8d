import type { AccessControl } from '../../protocol/access';
import type { Vacancy } from '../../protocol/arrival';
import type { KnockEnd, KnockLink, KnockListener } from '../../protocol/knock';
import type { KnockRefusal } from '../../protocol/knock-frames';
import { readDigits } from '../../protocol/room-code';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { announcedName } from '../announced-room';
import type { HostKnocks, KnockReply, KnockResult, OpenKnock } from '../knocks';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';

/** How many wrong codes refuse a knock. */
const maxWrong = 3;

export interface RoomKnocksDeps {
  readonly listener: KnockListener;
  readonly access: Pick<AccessControl, 'onDidChange'>;
  readonly state: HostState;
  readonly people: HostMembers;
}

/** The knocks at a hosted room: the host types the digits that a guest reads out, or denies. */
export class RoomKnocks implements HostKnocks, Disposable {
  private readonly knocks = new Map<KnockLink, RoomKnock>();
  private readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
  private readonly opened = new Emitter<OpenKnock>();
  readonly onKnock = this.opened.event;
  private readonly ended = new Emitter<{
    readonly knock: OpenKnock;
    readonly result: KnockResult;
  }>();
  readonly onDidEnd = this.ended.event;
  private isMuted = false;
  private count = 0;
  private readonly store = new DisposableStore();

  constructor(private readonly deps: RoomKnocksDeps) {
    this.store.add(deps.listener.onKnock((link) => this.receive(link)));
    const locking = deps.access.onDidChange((change) => {
      if (change.type === 'locked' && change.locked) this.refuseAll('room-locked');
    });
    this.store.add(locking);
  }

  get open(): readonly OpenKnock[] {
    return [...this.knocks.values()];
  }

  get muted(): boolean {
    return this.isMuted;
  }

  mute(on: boolean): void {
    if (on === this.isMuted) return;
    this.isMuted = on;
    if (on) this.refuseAll('denied');
    this.changes.fire();
  }

  announce(roomId: string | undefined): void {
    const { listener, people, state } = this.deps;
    listener.take(
      roomId === undefined
        ? undefined
        : () => ({ roomId, room: announcedName(state.info), host: people.host.name }),
    );
  }

  /** Refuses those who wait when nobody could come in any more. @param vacancy whether someone would */
  check(vacancy: Vacancy): void {
    if (vacancy !== 'seat' && vacancy !== 'line') this.refuseAll(vacancy);
  }

  dispose(): void {
    this.store.dispose();
  }

  private refuseAll(code: KnockRefusal): void {
    for (const link of [...this.knocks.keys()]) link.refuse(code);
  }

  private receive(link: KnockLink): void {
    if (this.isMuted) {
      link.refuse('denied');
      return;
    }
    this.count += 1;
    const knock = new RoomKnock(this.count, link, () => this.changes.fire());
    this.knocks.set(link, knock);
    link.onEnd((end) => this.end(link, knock, end));
    this.changes.fire();
    this.opened.fire(knock);
  }

  private end(link: KnockLink, knock: RoomKnock, result: KnockEnd): void {
    knock.isOver = true;
    this.knocks.delete(link);
    this.changes.fire();
    this.ended.fire({ knock, result });
  }
}

class RoomKnock implements OpenKnock {
  readonly name: string;
  readonly address: string;
  readonly expires: number;
  triesLeft = maxWrong;
  isOver = false;

  constructor(
    readonly id: number,
    private readonly link: KnockLink,
    private readonly onWrong: () => void,
  ) {
    this.name = link.name;
    this.address = link.address;
    this.expires = link.expires;
  }

  answer(typed: string): KnockReply {
    if (this.isOver) return 'gone';
    const digits = readDigits(typed);
    if (digits === undefined) return 'malformed';
    if (digits === this.link.code) {
      this.link.accept();
      return 'accepted';
    }
    this.triesLeft -= 1;
    if (this.triesLeft === 0) {
      this.link.refuse('wrong-code');
      return 'refused';
    }
    this.onWrong();
    return 'wrong';
  }

  deny(): void {
    this.link.refuse('denied');
  }
}
