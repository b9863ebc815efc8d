import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Invite, parseInvite } from '../../../src/protocol/invite';
import type { MessageEntry } from '../../../src/room/log/log-entry';
import type { Session } from '../../../src/room/session/session';
import { CliProcess } from '../../helpers/cli/cli-process';
import { hubIn } from '../../helpers/cli/hub-in';
import { HubProcess } from '../../helpers/hub-process';
import { describeUnless, itUnless } from '../../helpers/it-unless';
import { MemoryArchive } from '../../helpers/memory-archive';
import { realSession } from '../../helpers/real-session';
import { temporaryFolder } from '../../helpers/temporary-folder';
import { waitFor } from '../../helpers/wait-for';

const noPrlimit =
  spawnSync('prlimit', ['--version']).status !== 0 &&
  'there is no prlimit to give a disk space with';

const noSignals = process.platform === 'win32' && 'Windows has no such signals';

interface Opened {
  readonly port: number;
  readonly invite: string;
  readonly metrics: number;
}

describeUnless(noSignals, 'host as a service', () => {
  const folder = temporaryFolder();
  const services: CliProcess[] = [];
  const guests: Session[] = [];
  let program = '';

  beforeEach(async () => {
    program = folder();
    await hubIn(program);
  });

  afterEach(async () => {
    for (const each of services.splice(0)) {
      each.dispose();
      await each.end();
    }
    for (const each of guests.splice(0)) {
      await each.suspend();
      each.dispose();
    }
  });

  const data = () => join(folder(), 'data');
  const launch = () => {
    const where = ['--kind', 'group', '--address', '127.0.0.1', '--data', data()];
    const service = CliProcess.start(program, [
      ...['host', '--service', '--person', 'Server', '--metrics', '0', ...where],
    ]);
    services.push(service);
    return service;
  };
  const open = async () => {
    const service = launch();
    await service.writes('\n');
    return { service, opened: JSON.parse(service.output) as Opened };
  };
  const inviteOf = ({ invite }: Opened): Invite => {
    const parsed = parseInvite(invite);
    assert.ok(parsed.ok);
    return parsed.invite;
  };
  const enter = async (opened: Opened, name: string) => {
    const guest = realSession(undefined, new MemoryArchive(() => Date.now()));
    guests.push(guest);
    await guest.joinByInvite(inviteOf(opened), name);
    return guest;
  };
  const said = (guest: Session) =>
    guest.entries.filter((entry): entry is MessageEntry => entry.kind === 'message');
  const hears = (guest: Session, text: string) =>
    waitFor(
      () => said(guest).find((entry) => entry.text === text && entry.delivery !== 'queued'),
      () => `“${text}” in ${JSON.stringify(said(guest).map((entry) => entry.text))}`,
    );
  const scrape = async ({ metrics }: Opened) => {
    const text = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const values = new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
    );
    return { text, value: (name: string) => values.get(name) };
  };
  const journals = () => readdirSync(data()).filter((name) => name.endsWith('.ndjson'));

  it('prints one line, and after SIGTERM opens the same room again', async () => {
    const first = await open();
    const bob = await enter(first.opened, 'Bob');
    bob.messages.say('before');
    await hears(bob, 'before');
    first.service.child.kill('SIGTERM');
    assert.equal(await first.service.end(), 0);
    assert.equal(first.service.output.split('\n').length, 2);
    assert.equal(first.service.errors, '');
    await waitFor(() => bob.state.connection.kind === 'reconnecting', 'Bob waits for the host');
    const second = await open();
    const { port, invite } = first.opened;
    assert.deepEqual([second.opened.port, second.opened.invite], [port, invite]);
    bob.messages.say('after');
    await hears(bob, 'after');
    const cy = await enter(second.opened, 'Cy');
    await hears(cy, 'before');
    assert.equal(journals().length, 1);
    second.service.child.kill('SIGINT');
    assert.equal(await second.service.end(), 0);
  });

  it('loses nothing that it acknowledged when it is killed amid messages', async () => {
    const first = await open();
    const bob = await enter(first.opened, 'Bob');
    const total = 60;
    for (let count = 0; count < total / 2; count += 1) bob.messages.say(`${count}`);
    const acknowledged = () => said(bob).filter(({ delivery }) => delivery !== 'queued');
    await waitFor(() => acknowledged().length > 0, 'some are acknowledged');
    for (let count = total / 2; count < total; count += 1) bob.messages.say(`${count}`);
    first.service.child.kill('SIGKILL');
    await first.service.end();
    const before = acknowledged().map(({ seq, text }) => ({ seq, text }));
    const second = await open();
    await waitFor(() => acknowledged().length === total, 'all are acknowledged');
    const cy = await enter(second.opened, 'Cy');
    await hears(cy, `${total - 1}`);
    const log = said(cy).map(({ seq, text }) => ({ seq, text }));
    assert.deepEqual(log.slice(0, before.length), before, 'each has its number');
    assert.deepEqual(
      log.map(({ text }) => Number(text)),
      Array.from({ length: total }, (_, index) => index),
    );
  });

  it('opens its file anew after SIGHUP, and members stay connected', async () => {
    const { service, opened } = await open();
    const bob = await enter(opened, 'Bob');
    const connections: string[] = [];
    bob.onDidChangeState(({ connection }) => connections.push(connection.kind));
    bob.messages.say('before');
    await hears(bob, 'before');
    const [name = ''] = journals();
    renameSync(join(data(), name), join(data(), `${name}.1`));
    service.child.kill('SIGHUP');
    await waitFor(() => journals().includes(name), 'the file is there again');
    await waitFor(
      () => readFileSync(join(data(), name), 'utf8').includes('"before"'),
      'it is written from memory',
    );
    bob.messages.say('after');
    await hears(bob, 'after');
    assert.ok(readFileSync(join(data(), name), 'utf8').includes('"after"'));
    assert.match(service.errors, /was deleted, truncated or replaced/);
    assert.ok(!connections.includes('reconnecting'), connections.join());
    assert.equal(service.output.split('\n').length, 2);
  });

  itUnless(noPrlimit, 'waits for a full disk, and goes on at once after SIGHUP', async () => {
    const where = ['--kind', 'group', '--address', '127.0.0.1', '--data', data()];
    const options = ['host', '--service', '--person', 'Server', '--metrics', '0', ...where];
    const service = await HubProcess.start(join(program, 'deskmate.js'), options, 48);
    try {
      const opened = service.opened as unknown as Opened;
      const bob = await enter(opened, 'Bob');
      const total = 60;
      for (let count = 0; count < total; count += 1)
        bob.messages.say(`${count} ${'x'.repeat(400)}`);
      await waitFor(() => bob.state.room?.storage === 'waiting', 'the guest is told');
      await waitFor(() => service.errors.includes('EFBIG'), 'the administrator is told');
      assert.equal((await scrape(opened)).value('deskmate_storage_failing'), 1);
      assert.ok(((await scrape(opened)).value('deskmate_journal_failures_total') ?? 0) > 0);
      execFileSync('prlimit', ['--fsize=unlimited:', '--pid', `${service.pid}`]);
      process.kill(service.pid, 'SIGHUP');
      const saved = () => said(bob).filter(({ delivery }) => delivery !== 'queued').length;
      await waitFor(() => saved() === total, 'all are saved');
      assert.equal((await scrape(opened)).value('deskmate_storage_failing'), 0);
      assert.equal(service.errors.trim().split('\n').length, 2, service.errors);
    } finally {
      await service.kill();
    }
  });

  it('has metrics, without names, texts or secrets, until it has closed', async () => {
    const { service, opened } = await open();
    const bob = await enter(opened, 'Bobby');
    bob.messages.say('a secret text');
    await hears(bob, 'a secret text');
    const { text, value } = await scrape(opened);
    assert.equal(value('deskmate_members{presence="here"}'), 1);
    assert.equal(value('deskmate_messages_total'), 1);
    assert.equal(value('deskmate_hosting'), 1);
    assert.equal(value('deskmate_waiting'), 0);
    assert.equal(value('deskmate_storage_failing'), 0);
    assert.equal(value('deskmate_journal_failures_total'), 0);
    const [name = ''] = journals();
    // How far the guest has read is written a moment later.
    await waitFor(async () => {
      const bytes = (await scrape(opened)).value('deskmate_journal_bytes');
      return bytes === statSync(join(data(), name)).size;
    }, 'the journal’s length is reported');
    const now = Date.now() / 1000;
    const synced = value('deskmate_journal_last_sync_timestamp_seconds') ?? 0;
    const started = value('process_start_time_seconds') ?? 0;
    assert.ok(started <= synced && synced <= now, `${started} ${synced} ${now}`);
    assert.ok((value('deskmate_outbound_queue_bytes') ?? -1) >= 0);
    const { token } = inviteOf(opened);
    for (const secret of ['Bobby', 'Server', 'secret', token]) {
      assert.ok(!text.includes(secret), secret);
    }
    // Scraped without a pause while it closes, it answers in full or not at all.
    let isScraping = true;
    const scraping = (async () => {
      while (isScraping) {
        const last = await scrape(opened).catch(() => undefined);
        if (last) assert.ok(last.value('deskmate_hosting') !== undefined, last.text);
      }
    })();
    service.child.kill('SIGTERM');
    assert.equal(await service.end(), 0);
    isScraping = false;
    await scraping;
  });

  it('doesn’t open a second room while another process is in the saved one', async () => {
    const first = await open();
    const second = launch();
    await second.writes('Waiting…');
    first.service.child.kill('SIGTERM');
    await second.writes('"invite"');
    assert.equal((JSON.parse(second.output) as Opened).invite, first.opened.invite);
    assert.equal(journals().length, 1);
  });
});
