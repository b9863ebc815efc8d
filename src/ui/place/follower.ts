import { isSamePlace, type Place } from '../../protocol/place';
import type { Member } from '../../room/room';
import type { Session } from '../../room/session/session';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter, type Event } from '../../util/event';

/** Where following shows a member's place. */
export interface FollowedPlaces extends Disposable {
  /** Shows a place in the user's own copy and marks it; does nothing if there is no such file. */
  show(place: Place): Promise<void>;
  /** Removes the mark. */
  clear(): void;
  /** Fires when the user types, scrolls or goes elsewhere. */
  readonly onDidTakeOver: Event<void>;
}

/** Keeps opening the place where another member is, until the user takes over. */
export class Follower implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  /** Fires when following begins or ends, or the followed member has another name. */
  readonly onDidChange = this.changes.event;
  private followed: Member | undefined;
  private shown: Place | undefined;
  /** Opening a file takes time; meanwhile only the latest place waits. */
  private isShowing = false;

  constructor(
    private readonly session: Pick<Session, 'state' | 'onDidChangeState'>,
    private readonly places: FollowedPlaces,
  ) {
    this.store.add(places);
    this.store.add(places.onDidTakeOver(() => this.stop()));
    this.store.add(session.onDidChangeState(() => this.update()));
  }

  /** The member that is followed. */
  get member(): Member | undefined {
    return this.followed;
  }

  /** Follows this member from now on; does nothing if it isn't in the room. */
  follow(memberId: string): void {
    this.shown = undefined;
    this.set(this.find(memberId));
    this.update();
  }

  stop(): void {
    this.set(undefined);
    this.shown = undefined;
    this.places.clear();
  }

  dispose(): void {
    this.places.clear();
    this.store.dispose();
  }

  private update(): void {
    const { followed } = this;
    if (!followed) return;
    const member = this.find(followed.id);
    if (!member) {
      this.stop();
      return;
    }
    this.set(member);
    void this.showLatest();
  }

  private async showLatest(): Promise<void> {
    if (this.isShowing) return;
    this.isShowing = true;
    try {
      // Ends when the shown place is the member's latest.
      for (let place = this.next; place; place = this.next) {
        this.shown = place;
        await this.places.show(place);
      }
    } finally {
      this.isShowing = false;
    }
    if (!this.followed) this.places.clear();
  }

  /** The place to show next; undefined if there is none or it is shown. */
  private get next(): Place | undefined {
    const place = this.followed?.place;
    return isSamePlace(place, this.shown) ? undefined : place;
  }

  private set(member: Member | undefined): void {
    const before = this.followed;
    this.followed = member;
    if (before?.id !== member?.id || before?.name !== member?.name) this.changes.fire();
  }

  private find(id: string): Member | undefined {
    return this.session.state.members.find((member) => member.id === id && !member.self);
  }
}
