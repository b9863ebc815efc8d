import type { Classroom, OpenRequest, OwnRequest, PrivateMessage } from '../../room/classroom';
import type { Session } from '../../room/session/session';
import { newRequestsText, ownRequestText } from '../../strings/class-text';
import type { Translate } from '../../strings/translate';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { FollowedClass } from '../follow-class';
import type { Line } from './colors';
import { noticeLines, privateLines } from './message-lines';

export interface ClassTalkDeps {
  readonly session: Pick<Session, 'invited' | 'onDidChangeState' | 'state'>;
  readonly clock: Clock;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
  /** Prints lines that stay. @param isForUser whether the bell rings */
  print(lines: readonly Line[], isForUser: boolean): void;
  /** The status has changed. */
  onChange(): void;
}

/** Private messages of before that are printed at the start. */
const maxEarlier = 20;
/** Numbers that requests have at a time; more than a room has members. */
const maxNumbers = 1000;

/** What a class adds to the talk: private messages, news of requests, and the state of the user's own. */
export class ClassTalk implements Disposable {
  /** The numbers that name requests in commands: each keeps its own. */
  private readonly numbers = new BoundedMap<string, number>(maxNumbers);
  private lastNumber = 0;
  /** The requests that were there before; undefined for a student. */
  private known: ReadonlySet<string> | undefined;
  private own: OwnRequest['state'] | undefined;
  private readonly following: FollowedClass;

  constructor(private readonly deps: ClassTalkDeps) {
    this.following = new FollowedClass(deps.session, {
      entered: (room) => {
        this.known = undefined;
        this.own = undefined;
        const earlier = room?.privateMessages.slice(-maxEarlier) ?? [];
        if (room) for (const message of earlier) this.printMessage(message, room, false);
        if (room) this.update(room);
      },
      changed: (room) => this.update(room),
      received: (message, room) => this.printMessage(message, room, !message.own),
    });
  }

  /** Undefined outside a class. */
  get room(): Classroom | undefined {
    return this.following.current;
  }

  /** What the last line says of it. */
  get status(): readonly string[] {
    const { deps, room } = this;
    const { clock, language, session, t } = deps;
    if (!room) return [];
    if (!room.isHelper) {
      const helper = this.helperName(room.own);
      return [ownRequestText(room.own, { helper, now: clock.now(), language }, t) ?? ''];
    }
    const asking = room.queue.filter(({ state }) => state === 'waiting').length;
    const applying = session.state.waiting.filter(({ applicant }) => applicant !== undefined);
    return [
      ...(asking > 0 ? [t('{0} waiting for help', asking)] : []),
      ...(applying.length > 0
        ? [`${t('{0} waiting for you', applying.length)} (/admit, /turn-away)`]
        : []),
    ];
  }

  /** The number that names a request. */
  numberOf(request: Pick<OpenRequest, 'member' | 'id'>): number {
    const key = keyOf(request);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.lastNumber += 1;
    this.numbers.set(key, this.lastNumber);
    return this.lastNumber;
  }

  dispose(): void {
    this.following.dispose();
  }

  private printMessage(message: PrivateMessage, room: Classroom, isForUser: boolean): void {
    const { language, session, t } = this.deps;
    const isFromStudent = message.author === message.student;
    // A student's own line is the only one.
    const to = isFromStudent || !room.isHelper ? undefined : message.student;
    const name = session.state.members.find(({ id }) => id === to)?.name;
    const context = { to: to && (name ?? t('A student')), language, t };
    this.deps.print(privateLines(message, context), isForUser);
  }

  private update(room: Classroom): void {
    const { clock, language, onChange, print, t } = this.deps;
    if (!room.isHelper) this.known = undefined;
    else {
      const news = room.queue.filter(
        (request) => request.state === 'waiting' && this.known?.has(keyOf(request)) === false,
      );
      const last = news.at(-1);
      this.known = new Set(room.queue.map(keyOf));
      if (last) {
        const command = news.length === 1 ? `/take ${this.numberOf(last)}` : '/queue';
        const text = `${newRequestsText(news.length, last, t)} [${command}]`;
        print(noticeLines(text), true);
      }
    }
    const { own } = room;
    const before = this.own;
    this.own = own.state;
    if (own.state === 'taken' && before !== undefined && before !== 'taken') {
      const helper = this.helperName(own);
      const text = ownRequestText(own, { helper, now: clock.now(), language }, t) ?? '';
      print(noticeLines(text), true);
    }
    onChange();
  }

  private helperName(own: OwnRequest): string | undefined {
    if (own.state !== 'taken') return undefined;
    return this.deps.session.state.members.find(({ id }) => id === own.helper)?.name;
  }
}

function keyOf({ member, id }: Pick<OpenRequest, 'member' | 'id'>): string {
  return `${member}/${id}`;
}
