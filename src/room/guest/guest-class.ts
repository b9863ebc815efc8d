import type { Card } from '../../protocol/card';
import type {
  ClassRules,
  ClassToHub,
  ClassToMember,
  OpenRequest,
  Question,
  Standing,
} from '../../protocol/class-frames';
import { normalizeMessageText } from '../../protocol/message-text';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { RunOnceScheduler } from '../../util/run-once-scheduler';
import type { ClassResult, Classroom, OwnRequest, PrivateMessage, TellOptions } from '../classroom';
import type { LineMessage } from '../log/private-lines';
import { type Ask, type ClassRecord, StoredClass } from '../log/stored-class';
import type { MemberJournal } from './member-journal';
import type { Membership } from './membership';
import { QueueCopy } from './queue-copy';
import { Replies } from './replies';

type Send = (frame: ClassToHub) => void;

/** An action that the hub answers with `handled` or `refused`. */
type Action = Exclude<ClassToHub, { readonly type: 'ask' | 'tell' | 'lines' }>;

/** An action without its id. */
type NewAction = Action extends infer A ? (A extends Action ? Omit<A, 'id'> : never) : never;

/** Maximum number of private messages that wait for the hub. */
const maxTelling = 100;

const offline: ClassResult = { ok: false, code: 'offline' };

export interface GuestClassDeps {
  readonly membership: Membership;
  readonly journal: Pick<MemberJournal, 'append' | 'commit'>;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Called with the code of a private message that the hub refused. */
  readonly onRefused: (code: string) => void;
}

/**
 * A member's side of a class. Its own request and its private messages are in its journal until the hub has them or is done
 * with them; after each welcome it sends again what the hub doesn't have.
 */
export class GuestClass implements Classroom, Disposable {
  private readonly stored: StoredClass;
  private readonly requests = new QueueCopy();
  private standing: Standing | undefined;
  /** When the user may ask again. */
  private mayAsk = 0;
  /** Whether this connection's hub has said what it has of our request. */
  private isReady = false;
  /** Whether a hub has had our request. */
  private isKnown = false;
  /** Whether our request was ever sent. */
  private wasSent = true;
  private deciding: { readonly id: string; resolve(result: ClassResult): void } | undefined;
  /** The `lines` whose messages are from before the user came. */
  private history: string | undefined;
  private term = 0;
  /** Whether the latest hub keeps students anonymous; undefined before its rules. */
  private keepsAnonymous: boolean | undefined;
  private send: Send | undefined;
  private readonly replies = new Replies<ClassResult>(() => this.deps.clock, offline);
  private readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
  private readonly received = new Emitter<PrivateMessage>();
  readonly onDidReceive = this.received.event;
  private readonly changedSoon: RunOnceScheduler;

  constructor(
    private readonly deps: GuestClassDeps,
    restored = new StoredClass(),
  ) {
    this.stored = restored;
    this.changedSoon = new RunOnceScheduler(deps.clock, 0, () => this.changes.fire());
  }

  get rules(): ClassRules {
    return this.stored.rules;
  }

  get isHelper(): boolean {
    return this.rules.helpers.includes(this.selfId);
  }

  get takesAnonymous(): boolean {
    return this.keepsAnonymous !== false;
  }

  get own(): OwnRequest {
    const { asking } = this.stored;
    const { ended, before = 0, helper, request, state } = this.standing ?? {};
    if (!asking) {
      const mayAsk = this.mayAsk > this.deps.clock.now() && { mayAsk: this.mayAsk };
      return { state: 'none', ...mayAsk, ...(ended && { ended }) };
    }
    const { id, type: _, waited: __, ...question } = asking.ask;
    if (!this.isKnown || request !== id || !state) return { state: 'queued', id, question };
    if (state === 'taken') return { state, id, question, helper: helper ?? '' };
    return { state, id, question, before };
  }

  get queue(): readonly OpenRequest[] {
    return this.requests.sorted(this.rules.order);
  }

  get privateMessages(): readonly PrivateMessage[] {
    const { id: author, name } = this.deps.membership.self;
    const waiting = this.stored.telling.map(({ tell, time }): PrivateMessage => {
      const { type: _, student = author, ...said } = tell;
      return { ...{ student, time, author, name }, ...said, own: true, queued: true };
    });
    return [...this.stored.lines.list.map((message) => this.shown(message)), ...waiting];
  }

  /** Sends what the hub doesn't have, because it has let this member in. @param term of its epoch */
  connect(send: Send, term: number): void {
    this.send = send;
    this.isReady = false;
    this.fetchLines(term === this.term ? this.stored.lines.time : 0);
    this.term = term;
    this.keepsAnonymous = undefined;
    // A hub that doesn't know the field would take the others for ordinary ones: they wait for its rules.
    for (const { tell } of this.stored.telling) if (!tell.anonymous) send(tell);
  }

  disconnect(): void {
    this.send = undefined;
    this.replies.settleAll(offline);
  }

  handle(frame: ClassToMember): void {
    switch (frame.type) {
      case 'rules': {
        const { anonymous = false, type: _, ...rules } = frame;
        const wasHelper = this.isHelper;
        this.keep({ type: 'rules', rules });
        if (anonymous && !this.keepsAnonymous) {
          for (const { tell } of this.stored.telling) if (tell.anonymous) this.send?.(tell);
        }
        this.keepsAnonymous = anonymous;
        // Of the other lines, this member has nothing.
        if (this.isHelper && !wasHelper) this.fetchLines(0);
        break;
      }
      case 'standing':
        this.stand(frame);
        break;
      case 'queue':
        this.requests.apply(frame);
        break;
      case 'told':
        this.receive(frame);
        break;
      case 'handled': {
        const { count, id } = frame;
        if (id === this.history) this.history = undefined;
        this.settle(id, { ok: true, ...(count !== undefined && { count }) });
      }
    }
    this.changedSoon.schedule();
  }

  /** Settles what the hub refused; returns whether `id` is the id of something of the class. */
  refused(id: string, code: string): boolean {
    const { asking, telling } = this.stored;
    if (asking?.ask.id === id) this.forgetRequest();
    const isMessage = telling.some(({ tell }) => tell.id === id);
    if (isMessage) {
      this.keep({ type: 'telling', id, time: 0 });
      this.deps.onRefused(code);
    }
    this.changedSoon.schedule();
    return this.settle(id, { ok: false, code }) || asking?.ask.id === id || isMessage;
  }

  ask(question: Question): Promise<ClassResult> {
    if (this.stored.asking) return Promise.resolve({ ok: false, code: 'request-open' });
    const ask: Ask = { type: 'ask', id: this.deps.newId(), ...question };
    this.keep({ type: 'asking', ask, time: this.deps.clock.now() });
    // So that it is safe even if the window is killed.
    this.deps.journal.commit();
    this.isKnown = false;
    this.wasSent = this.send !== undefined && this.isReady;
    if (this.wasSent) this.send?.(ask);
    this.changedSoon.schedule();
    return new Promise((resolve) => {
      this.deciding = { id: ask.id, resolve };
    });
  }

  pause(): Promise<ClassResult> {
    return this.changeOwn('pause');
  }

  resume(): Promise<ClassResult> {
    return this.changeOwn('resume');
  }

  withdraw(): Promise<ClassResult> {
    const { asking } = this.stored;
    if (!asking || this.wasSent) return this.changeOwn('withdraw');
    this.forgetRequest();
    this.settle(asking.ask.id, { ok: false, code: 'cancelled' });
    this.changedSoon.schedule();
    return Promise.resolve({ ok: true });
  }

  serve(
    what: 'take' | 'done' | 'back',
    { member, id: request }: Pick<OpenRequest, 'member' | 'id'>,
  ): Promise<ClassResult> {
    return this.act({ type: 'serve', do: what, member, request });
  }

  answerFile(path: string, text: string, card?: Card): Promise<ClassResult> {
    return this.act({ type: 'answer', path, text, ...(card && { card }) });
  }

  setOpen(open: boolean): Promise<ClassResult> {
    return this.act({ type: 'admit', open });
  }

  tell(text: string, { anonymous, card, student }: TellOptions = {}): boolean {
    if (this.stored.telling.length >= maxTelling) return false;
    const id = this.deps.newId();
    const to = student !== undefined && this.isHelper && { student };
    const said = { text: normalizeMessageText(text), ...(card && { card }) };
    const tell = { type: 'tell', id, ...to, ...said, ...(anonymous && { anonymous }) } as const;
    this.keep({ type: 'telling', id, tell, time: this.deps.clock.now() });
    this.deps.journal.commit();
    if (!anonymous || this.keepsAnonymous) this.send?.(tell);
    this.changedSoon.schedule();
    return true;
  }

  publish({ student, id: message }: Pick<PrivateMessage, 'student' | 'id'>): Promise<ClassResult> {
    return this.act({ type: 'publish', student, message });
  }

  dispose(): void {
    this.disconnect();
    this.changedSoon.dispose();
    if (this.deciding) this.settle(this.deciding.id, offline);
  }

  private get selfId(): string {
    return this.deps.membership.self.id;
  }

  private keep(record: ClassRecord): void {
    this.deps.journal.append(record);
    this.stored.take(record);
  }

  private act(action: NewAction): Promise<ClassResult> {
    if (!this.send) return Promise.resolve(offline);
    const id = this.deps.newId();
    const result = this.replies.wait(id);
    this.send({ ...action, id } as Action);
    return result;
  }

  private changeOwn(what: 'pause' | 'resume' | 'withdraw'): Promise<ClassResult> {
    const request = this.stored.asking?.ask.id;
    if (request === undefined) return Promise.resolve({ ok: false, code: 'no-such-request' });
    return this.act({ type: 'request', do: what, request });
  }

  /** Returns whether something waited for this result. */
  private settle(id: string, result: ClassResult): boolean {
    const { deciding } = this;
    if (deciding?.id !== id) return this.replies.settle(id, result);
    this.deciding = undefined;
    if (result.ok) this.isKnown = true;
    deciding.resolve(result);
    return true;
  }

  private fetchLines(since: number): void {
    const id = this.deps.newId();
    if (since === 0) this.history = id;
    this.send?.({ type: 'lines', id, since });
  }

  private stand(standing: Standing): void {
    const { clock } = this.deps;
    const { asking } = this.stored;
    const { request, wait = 0 } = standing;
    const isFirst = !this.isReady;
    this.isReady = true;
    this.standing = standing;
    if (request !== undefined) {
      this.isKnown = true;
      // It was made in another window whose journal is gone.
      if (asking?.ask.id !== request) {
        const ask: Ask = { type: 'ask', id: request, topic: '…' };
        this.keep({ type: 'asking', ask, time: clock.now() });
      }
      this.settle(request, { ok: true });
      return;
    }
    this.mayAsk = wait > 0 ? clock.now() + wait : 0;
    if (!asking) return;
    if (isFirst) {
      // This hub doesn't have it: it is new, or another member hosts the room now, or it has ended.
      this.isKnown = false;
      this.wasSent = true;
      this.send?.({ ...asking.ask, waited: Math.max(0, clock.now() - asking.time) });
    } else if (this.isKnown) this.forgetRequest();
  }

  private forgetRequest(): void {
    this.isKnown = false;
    this.keep({ type: 'asking', time: this.deps.clock.now() });
  }

  private receive({ type: _, ...message }: Extract<ClassToMember, { type: 'told' }>): void {
    const { author, id, published } = message;
    const known = this.stored.lines.find(author, id);
    if (known && known.published?.seq === published?.seq) return;
    this.keep({ type: 'told', message });
    if (!known && this.history === undefined) this.received.fire(this.shown(message));
  }

  private shown(message: LineMessage): PrivateMessage {
    return { ...message, own: message.author === this.selfId };
  }
}
