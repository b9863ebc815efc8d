import type { Card } from '../../protocol/card';
import type { ClassRules, OpenRequest, Question } from '../../protocol/class-frames';
import type { Event } from '../../util/event';
import type {
  ClassHostActions,
  ClassResult,
  Classroom,
  HelpRecord,
  OwnRequest,
  PrivateMessage,
  RosterEntry,
  TellOptions,
} from '../classroom';
import type { LineMessage } from '../log/private-lines';
import { describeRequest } from './class-notices';
import type { HostAdmission } from './host-admission';
import type { ClassAction, HostClass } from './host-class';
import type { HostMembers } from './host-members';
import type { HostRoster } from './host-roster';

export interface HostClassroomDeps {
  readonly hostClass: HostClass;
  readonly people: HostMembers;
  readonly roster: HostRoster;
  readonly admission: Pick<HostAdmission, 'approve' | 'turnAway' | 'review'>;
  readonly newId: () => string;
  /** Called when someone who waited doesn't any more. */
  readonly onChange: () => void;
}

/** A class as its host's window sees it. */
export class HostClassroom implements Classroom, ClassHostActions {
  readonly isHelper = true;
  readonly takesAnonymous = true;
  readonly hostActions: ClassHostActions = this;
  private readonly hostClass: HostClass;
  private readonly people: HostMembers;
  private readonly newId: () => string;

  constructor(private readonly deps: HostClassroomDeps) {
    this.hostClass = deps.hostClass;
    this.people = deps.people;
    this.newId = deps.newId;
  }

  get onDidChange(): Event<void> {
    return this.hostClass.onDidChange;
  }

  get onDidReceive(): Event<PrivateMessage> {
    return (listener) => this.hostClass.onDidReceive((message) => listener(this.shown(message)));
  }

  get rules(): ClassRules {
    return this.hostClass.stored.rules;
  }

  get own(): OwnRequest {
    const { queue } = this.hostClass.stored;
    const request = queue.get(this.people.host.id);
    if (!request) return { state: 'none' };
    const { helper, id, question, state } = request;
    if (state === 'taken') return { state, id, question, helper: helper ?? '' };
    const { requests } = queue;
    const ahead = requests.slice(0, requests.indexOf(request));
    const before = ahead.filter((each) => each.state === 'waiting').length;
    return { state, id, question, before };
  }

  get queue(): readonly OpenRequest[] {
    const { people } = this;
    const { stored } = this.hostClass;
    return stored.queue.requests.map((request) => describeRequest(request, { people, stored }));
  }

  get privateMessages(): readonly PrivateMessage[] {
    return this.hostClass.stored.lines.list.map((message) => this.shown(message));
  }

  get records(): readonly HelpRecord[] {
    return this.hostClass.stored.queue.records;
  }

  async ask(question: Question): Promise<ClassResult> {
    return this.act({ type: 'ask', id: this.newId(), ...question });
  }

  pause(): Promise<ClassResult> {
    return this.change('pause');
  }

  resume(): Promise<ClassResult> {
    return this.change('resume');
  }

  withdraw(): Promise<ClassResult> {
    return this.change('withdraw');
  }

  async serve(
    what: 'take' | 'done' | 'back',
    { member, id: request }: Pick<OpenRequest, 'member' | 'id'>,
  ): Promise<ClassResult> {
    return this.act({ type: 'serve', id: this.newId(), do: what, member, request });
  }

  async answerFile(path: string, text: string, card?: Card): Promise<ClassResult> {
    return this.act({ type: 'answer', id: this.newId(), path, text, ...(card && { card }) });
  }

  async setOpen(open: boolean): Promise<ClassResult> {
    return this.act({ type: 'admit', id: this.newId(), open });
  }

  tell(text: string, { card, student }: TellOptions = {}): boolean {
    const to = student !== undefined && { student };
    return this.act({ type: 'tell', id: this.newId(), ...to, text, ...(card && { card }) }).ok;
  }

  async publish({
    student,
    id: message,
  }: Pick<PrivateMessage, 'student' | 'id'>): Promise<ClassResult> {
    return this.act({ type: 'publish', id: this.newId(), student, message });
  }

  setHelper(member: string, on: boolean): boolean {
    return this.hostClass.setHelper(member, on);
  }

  configure(rules: Parameters<ClassHostActions['configure']>[0]): boolean {
    return this.hostClass.setRules(rules);
  }

  get roster(): readonly RosterEntry[] {
    return this.deps.roster.entries;
  }

  setRoster(names: readonly string[]): boolean {
    const { admission, onChange, roster } = this.deps;
    if (!roster.set(names)) return false;
    admission.review();
    onChange();
    return true;
  }

  admit(applicant: number): boolean {
    const isIn = this.deps.admission.approve(applicant);
    this.deps.onChange();
    return isIn;
  }

  turnAway(applicant: number): void {
    this.deps.admission.turnAway(applicant);
    this.deps.onChange();
  }

  private change(what: 'pause' | 'resume' | 'withdraw'): Promise<ClassResult> {
    const request = this.hostClass.stored.queue.get(this.people.host.id)?.id ?? '';
    return Promise.resolve(this.act({ type: 'request', id: this.newId(), do: what, request }));
  }

  private act(action: ClassAction): ClassResult {
    return this.hostClass.act(this.people.host, action) ?? { ok: false, code: 'host-storage' };
  }

  private shown(message: LineMessage): PrivateMessage {
    return { ...message, own: message.author === this.people.host.id };
  }
}
