import type { Card } from '../../src/protocol/card';
import { defaultClassRules } from '../../src/protocol/class-frames';
import type {
  ClassHostActions,
  ClassResult,
  ClassRules,
  Classroom,
  OpenRequest,
  OwnRequest,
  PrivateMessage,
  TellOptions,
} from '../../src/room/classroom';
import type { Member, SessionState } from '../../src/room/room';
import { Emitter } from '../../src/util/event';

/** A class without a room: a test sets its fields, and reads what was asked of it. */
export class FakeClassroom implements Classroom {
  private readonly changes = new Emitter<void>();
  private readonly received = new Emitter<PrivateMessage>();
  readonly onDidChange = this.changes.event;
  readonly onDidReceive = this.received.event;
  rules: ClassRules = defaultClassRules;
  own: OwnRequest = { state: 'none' };
  queue: readonly OpenRequest[] = [];
  privateMessages: readonly PrivateMessage[] = [];
  takesAnonymous = true;
  hostActions?: ClassHostActions;
  result: ClassResult = { ok: true };
  readonly calls: string[] = [];
  /** The cards of the private messages that were sent. */
  readonly cards: Card[] = [];

  constructor(public isHelper: boolean) {}

  /** Changes fields, and says so. */
  set(
    fields: Partial<Pick<FakeClassroom, 'rules' | 'own' | 'queue' | 'isHelper' | 'takesAnonymous'>>,
  ): void {
    Object.assign(this, fields);
    this.changes.fire();
  }

  receive(message: PrivateMessage): void {
    this.privateMessages = [...this.privateMessages, message];
    this.received.fire(message);
    this.changes.fire();
  }

  readonly ask: Classroom['ask'] = ({ topic }) => this.call(`ask ${topic}`);
  readonly pause = () => this.call('pause');
  readonly resume = () => this.call('resume');
  readonly withdraw = () => this.call('withdraw');
  readonly serve: Classroom['serve'] = (what, { member, id }) =>
    this.call(`${what} ${member} ${id}`);
  readonly answerFile: Classroom['answerFile'] = (path, text) =>
    this.call(`answer ${path}: ${text}`);
  readonly setOpen = (open: boolean) => this.call(open ? 'open' : 'close');
  readonly publish: Classroom['publish'] = ({ student, id }) =>
    this.call(`publish ${student} ${id}`);

  tell(text: string, { anonymous, card, student }: TellOptions = {}): boolean {
    if (card) this.cards.push(card);
    const how = `${card ? ` (${card.type})` : ''}${anonymous ? ' (anonymous)' : ''}`;
    void this.call(`tell ${student}: ${text}${how}`);
    return this.result.ok;
  }

  private async call(what: string): Promise<ClassResult> {
    this.calls.push(what);
    return this.result;
  }
}

const others: readonly Member[] = [
  { id: 'm1', name: 'Ann', self: false, host: true },
  { id: 'm2', name: 'Zoe', self: false, host: false },
  { id: 'm3', name: 'Ben', self: false, host: false },
];

/** A session in a class of Ann (`m1`), who hosts it, Zoe (`m2`) and Ben (`m3`). @param selfId who the user is */
export function classSession(selfId: string, classroom?: FakeClassroom) {
  const changes = new Emitter<SessionState>();
  const members = others.map((member) => ({ ...member, self: member.id === selfId }));
  const state: SessionState = { connection: { kind: 'joined' }, members, waiting: [] };
  const session = {
    state,
    onDidChangeState: changes.event,
    invited: { classroom } as { classroom?: FakeClassroom | undefined } | undefined,
    /** Enters another room. */
    enter(next: FakeClassroom | undefined) {
      session.invited = { classroom: next };
      changes.fire(state);
    },
  };
  return session;
}
