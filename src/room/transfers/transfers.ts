import type { Card, FileCard, FileId } from '../../protocol/card';
import { cardStandIn, cleanCard } from '../../protocol/card-rules';
import { FileError } from '../../protocol/file-error';
import type { FileLimits } from '../../protocol/file-limits';
import type { Hasher } from '../../protocol/file-link';
import { cleanFileName } from '../../protocol/file-name';
import { fitsEntry, normalizeMessageText } from '../../protocol/message-text';
import type { RetryTimer } from '../../protocol/network';
import {
  isShowable,
  type Picture,
  pictureHeadBytes,
  readPicture,
  readThumb,
} from '../../protocol/picture';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { Logger } from '../../util/logger';
import { RunOnceScheduler } from '../../util/run-once-scheduler';
import type { FileStore, StoredFile } from '../file-store';
import type {
  FileAvailability,
  FileMessage,
  FileSink,
  FileSource,
  RoomFiles,
  Transfer,
} from '../files';
import { MessageError } from '../message-error';
import type { SendOptions } from '../room';
import { FetchJob } from './fetch-job';
import type { Job, JobDeps } from './job';
import type { FileRoute } from './route';
import { SendJob } from './send-job';

/** How often progress is shown, in ms. */
const progressMs = 100;

/** Concurrent transfers: as many as the hub accepts from a member. */
const maxRunning = 2;

/** Maximum number of transfers that aren't done, and the most that are listed. */
const maxListed = 100;

/** The store's owner of what this window fetches to show it. */
const shownOwner = 'picture';

export interface TransfersDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly hasher: () => Hasher;
  readonly newId: () => string;
  readonly retryTimer: () => RetryTimer;
  readonly route: FileRoute;
  /** Undefined before this window was admitted. */
  readonly store: () => FileStore | undefined;
  readonly limits: () => FileLimits | undefined;
  readonly isOld: () => boolean;
  /** Whether the hub said that it no longer has this file. */
  readonly isGone: (file: FileId) => boolean;
  /** Sends a message; returns the id of its request, if it waits for a hub. @throws {MessageError} */
  readonly say: (text: string, extras: SendOptions) => string | undefined;
}

/** This window's transfers in a room: two at a time, of which one sends, in the order in which the user started them. */
export class Transfers implements RoomFiles, Disposable {
  private readonly jobs = new Map<string, Job>();
  /** Transfers of files to show, by hash; not listed. */
  private readonly shown = new Map<string, FetchJob>();
  /** Transfers whose message isn't numbered yet, by the id of its request. */
  private readonly unnumbered = new BoundedMap<string, SendJob>(maxListed);
  private readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
  private readonly soon: RunOnceScheduler;
  private readonly jobDeps: JobDeps;
  private disposed = false;

  constructor(private readonly deps: TransfersDeps) {
    const { clock, logger, retryTimer } = deps;
    this.soon = new RunOnceScheduler(clock, progressMs, () => this.changes.fire());
    this.jobDeps = {
      ...{ clock, logger, retryTimer },
      onChange: () => this.changed(),
      onProgress: () => this.soon.schedule(),
    };
  }

  get limits(): FileLimits | undefined {
    return this.deps.limits();
  }

  get isOld(): boolean {
    return this.deps.isOld();
  }

  get transfers(): readonly Transfer[] {
    return Array.from(this.jobs.values(), (job) => job.transfer);
  }

  send(source: FileSource, message: FileMessage = {}): string {
    const { hasher, newId, route, store } = this.deps;
    this.check(source);
    const { text = '', reply } = message;
    const name = cleanFileName(source.name);
    const say = (file: FileId, job: SendJob) => {
      const request = this.say(cardOf(source, file), text, reply);
      if (request !== undefined) this.unnumbered.set(request, job);
    };
    // Checked before anything is sent: every hash takes as much space.
    messageOf(cardOf(source, { hash: ''.padEnd(43, 'A'), size: source.size }), text);
    const id = newId();
    const note = () => store()?.noteSending(name) ?? { dispose() {} };
    return this.add(new SendJob(id, name, source, { ...this.jobDeps, hasher, route, note, say }));
  }

  fetch({ name, hash, size }: FileCard, open: () => Promise<FileSink>): string {
    const { hasher, newId, route, store } = this.deps;
    const deps = { ...this.jobDeps, hasher, route, store };
    return this.add(new FetchJob(newId(), name, { hash, size }, open, deps));
  }

  cancel(id: string): void {
    this.jobs.get(id)?.cancel();
  }

  retry(id: string): void {
    this.jobs.get(id)?.retry();
  }

  dismiss(id: string): void {
    const job = this.jobs.get(id);
    if (!job?.isOver) return;
    if (job instanceof SendJob) job.forget();
    job.dispose();
    this.jobs.delete(id);
    this.changed();
  }

  finished(id: string): Promise<void> {
    const job = this.jobs.get(id);
    if (!job) return Promise.reject(new FileError('no-room', 'there is no such transfer'));
    return this.over(job);
  }

  availabilityOf({ hash, size }: FileId): FileAvailability {
    if (this.deps.store()?.find(hash)?.size === size) return 'here';
    return this.deps.isGone({ hash, size }) ? 'gone' : 'hub';
  }

  async picture(card: FileCard): Promise<{ readonly path: string; readonly picture: Picture }> {
    const { file, store } = await this.stored(card);
    const picture = readPicture(await readHead(store, card.hash));
    if (!picture) throw new FileError('not-a-picture', `${card.name} isn't a picture`);
    if (!isShowable(picture)) {
      throw new FileError('picture-too-large', `${picture.width} × ${picture.height} pixels`);
    }
    return { path: file.path, picture };
  }

  async bytes(card: FileCard): Promise<Buffer> {
    const { store } = await this.stored(card);
    const hasher = this.deps.hasher();
    const chunks: Buffer[] = [];
    for await (const chunk of store.read(card.hash, 0)) {
      hasher.update(chunk);
      chunks.push(chunk);
    }
    if (hasher.digest() !== card.hash) {
      throw new FileError('wrong-hash', `${card.name} has changed on the disk`);
    }
    return Buffer.concat(chunks);
  }

  /** The connection is back: transfers that wait for it resume. */
  wake(): void {
    for (const job of this.all) job.wake();
  }

  /** The message of this request is numbered. */
  numbered(request: string): void {
    this.unnumbered.delete(request);
  }

  /** The hub refused the message of this request: its transfer failed, even if it was dismissed. */
  refused(request: string): void {
    const job = this.unnumbered.get(request);
    this.unnumbered.delete(request);
    if (!job || this.disposed) return;
    this.jobs.set(job.id, job);
    job.refuse();
  }

  /** Something about the room's files has changed. */
  refresh(): void {
    this.changes.fire();
  }

  /** Stops everything, because the window leaves the room. */
  dispose(): void {
    this.disposed = true;
    for (const job of this.all) {
      if (job.transfer.state === 'done' && job instanceof SendJob) job.forget();
      job.dispose();
    }
    this.soon.dispose();
    this.changes.fire();
    this.changes.dispose();
  }

  private get all(): readonly Job[] {
    return [...this.shown.values(), ...this.jobs.values()];
  }

  /** @throws {FileError} why this file can't be sent */
  private check({ size }: FileSource): void {
    if (this.disposed) throw new FileError('no-room', 'not in a room');
    if (this.isOld) throw new FileError('old-host', "the host's version has no files");
    if (!this.limits) throw new FileError('no-room', 'not in the room yet');
    if (size > this.limits.fileBytes) throw new FileError('file-too-large', `${size} bytes`);
    const notDone = this.transfers.filter(({ state }) => state !== 'done');
    if (notDone.length >= maxListed) throw new FileError('too-many-files', 'too many transfers');
  }

  private say(card: FileCard, written: string, reply: number | undefined): string | undefined {
    const { text, card: clean } = messageOf(card, written);
    try {
      return this.deps.say(text, { card: clean, ...(reply !== undefined && { reply }) });
    } catch (error) {
      throw new FileError('message-unsent', String(error), { cause: error });
    }
  }

  private add(job: Job): string {
    this.jobs.set(job.id, job);
    for (const [id, { isOver }] of this.jobs) {
      if (this.jobs.size <= maxListed) break;
      if (isOver) this.dismiss(id);
    }
    this.changed();
    return job.id;
  }

  private changed(): void {
    if (this.disposed) return;
    this.pump();
    this.changes.fire();
  }

  /** Starts what may run now: what is to be shown first, because the user waits for them. */
  private pump(): void {
    const running = this.all.filter((job) => job.isStarted);
    for (const job of this.all) {
      if (running.length >= maxRunning) return;
      if (!job.isDue || running.some((other) => isInTheWay(other, job))) continue;
      running.push(job);
      job.start();
    }
  }

  /** A file in the store of this computer; brings it there. @throws {FileError} */
  private async stored(
    card: FileCard,
  ): Promise<{ readonly file: StoredFile; readonly store: FileStore }> {
    const store = this.deps.store();
    if (!store) throw new FileError('no-room', 'not in the room yet');
    const { hash, size } = card;
    if (!store.find(hash)) await this.bring(card, store);
    const file = store.find(hash);
    if (!file) throw new FileError('file-gone', 'newer files took its place');
    if (file.size !== size) throw new FileError('wrong-hash', 'the card has another size');
    return { file, store };
  }

  private async bring(card: FileCard, store: FileStore): Promise<void> {
    const { hasher, newId, route } = this.deps;
    const { hash, name, size } = card;
    let job = this.shown.get(hash);
    if (!job) {
      const open = () => store.begin({ hash, size }, shownOwner);
      const deps = { ...this.jobDeps, hasher, route, store: () => undefined };
      job = new FetchJob(newId(), name, { hash, size }, open, deps);
      this.shown.set(hash, job);
    }
    const over = this.over(job);
    this.changed();
    await over.finally(() => this.shown.delete(hash));
  }

  private over(job: Job): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const { state, error = 'no-room' } = job.transfer;
        if (!job.isOver && !this.disposed) return;
        watching.dispose();
        if (state === 'done') resolve();
        else reject(new FileError(error, `the transfer of ${job.transfer.name} ended`));
      };
      const watching = this.changes.event(check);
      check();
    });
  }
}

/** Whether a job has to wait for this one: files are sent in order, and a file is fetched once at a time. */
function isInTheWay(running: Job, { direction, transfer }: Job): boolean {
  if (running.direction !== direction) return false;
  return direction === 'send' || running.transfer.hash === transfer.hash;
}

function cardOf({ name, mime, thumb }: FileSource, { hash, size }: FileId): FileCard {
  return {
    ...{ type: 'file', name: cleanFileName(name), size, hash },
    ...(mime !== undefined && { mime }),
    ...(thumb !== undefined && readThumb(thumb) && { thumb }),
  };
}

/** The message of a file. @throws {MessageError} when its text is too long */
function messageOf(
  card: FileCard,
  written: string,
): { readonly text: string; readonly card: Card } {
  const clean = cleanCard(card);
  const text = normalizeMessageText(written.trim() === '' ? cardStandIn(clean) : written);
  if (!fitsEntry(text)) throw new MessageError('too-long');
  if (!fitsEntry(text, clean)) throw new MessageError('too-large');
  return { text, card: clean };
}

/** The first bytes of a file, as many as have a picture's dimensions. */
async function readHead(store: FileStore, hash: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of store.read(hash, 0)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= pictureHeadBytes) break;
  }
  return Buffer.concat(chunks);
}
