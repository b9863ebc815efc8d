import { times } from '../../../src/room/succession/state';
import { goOn } from './schedules';
import { type Rules, type SimulatedMember, SimulatedRoom } from './simulated-room';

/** A simulated room in which only that happens which a test asks for. */
export class Scene {
  readonly room: SimulatedRoom;

  /**
   * @param size how many members there are; the first is the host, and all have the same log
   * @param voters how many of them are voters
   */
  constructor(rules: Rules, size: number, voters = size) {
    this.room = new SimulatedRoom(size, rules);
    const [host] = this.room.members as [SimulatedMember];
    const wanted = this.room.members.slice(0, voters).map(({ id }) => id);
    goOn(this.room, 2000);
    this.room.say(host);
    for (let round = 0; round < voters; round += 1) {
      goOn(this.room, 2000);
      if (voters > round + 1) this.room.changeVoters(host, wanted.slice(0, round + 2));
    }
    goOn(this.room, 2000);
    this.room.mail.length = 0;
  }

  member(index: number): SimulatedMember {
    return this.room.members[index] as SimulatedMember;
  }

  /** Restarts a member that loses no data. */
  bounce(index: number): void {
    this.room.crash(this.member(index), 1);
    this.room.restart(this.member(index));
  }

  /**
   * Brings the host's log to these members' disks, and their acknowledgements to the host.
   * @param frames how many frames each of them gets; by default, all
   */
  replicate(host: number, to: readonly number[], frames = Number.POSITIVE_INFINITY): void {
    const { room } = this;
    room.sync(this.member(host));
    for (const index of to) {
      const guest = this.member(index);
      const known = guest.state.host.member === this.member(host).id;
      // The first attempt goes to the host it knows; the others follow in order.
      for (let attempt = 0; attempt < 12 && !this.isFollowing(index, host); attempt += 1) {
        if (!known || attempt > 0) this.disconnect(index);
        room.connect(guest);
      }
      this.flow(index, frames);
      room.sync(guest);
      for (const session of room.sessions) if (session.guest === guest) room.acknowledge(session);
    }
  }

  disconnect(index: number): void {
    const { room } = this;
    room.sessions = room.sessions.filter(({ guest }) => guest !== this.member(index));
  }

  /** A member stands, and asks these voters only; their promises are on their way to it. */
  stand(candidate: number, voters: readonly number[]): void {
    const { room } = this;
    this.member(candidate).attempts = 0;
    room.standEarly(this.member(candidate));
    this.runJobs(candidate);
    const requests = room.mail.splice(0).filter(({ message }) => message.type === 'elect');
    for (const request of requests) {
      if (voters.some((index) => this.member(index) === request.to)) room.deliver(request);
    }
    for (const index of voters) this.runJobs(index);
  }

  /** The promises arrive, and the candidate takes over if they suffice. Returns whether it did. */
  conclude(candidate: number): boolean {
    const { room } = this;
    const member = this.member(candidate);
    for (const mail of room.mail.splice(0)) if (mail.to === member) room.deliver(mail);
    room.now += times.gather;
    room.tick(member);
    this.runJobs(candidate);
    room.mail.length = 0;
    return member.state.role.kind === 'host';
  }

  private runJobs(index: number): void {
    const { room } = this;
    for (let job = this.jobOf(index); job; job = this.jobOf(index)) room.runJob(job);
  }

  private jobOf(index: number) {
    return this.room.jobs.find(({ node }) => node === this.member(index));
  }

  private isFollowing(guest: number, host: number): boolean {
    const [a, b] = [this.member(guest), this.member(host)];
    return this.room.sessions.some((session) => session.guest === a && session.hub === b);
  }

  private flow(guest: number, frames: number): void {
    const { room } = this;
    const session = room.sessions.find((other) => other.guest === this.member(guest));
    for (let left = frames; session && left > 0; left -= 1) {
      if (session.toGuest.length + session.toHub.length === 0) return;
      room.flow(session);
    }
  }
}
