import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { formatInvite } from '../../../src/protocol/invite';
import { formatServerLink } from '../../../src/protocol/wide-server-file';
import { JoinLinks } from '../../../src/ui/rooms/join-links';
import { campusAccess } from '../../helpers/wide-servers';
import { deskmate, refuses, run, waitForState } from './api';
import { otherPerson } from './other-side';

const pair = { kind: 'pair', name: 'Tom & Ann', address: '127.0.0.1', port: 0, maxClients: 1 };

const noServers = {
  confirmServer: () => assert.fail('it is no server'),
  addServer: () => assert.fail('it is no server'),
};

describe('joining an invite room', () => {
  const host = otherPerson();

  afterEach(async () => {
    await Promise.all([run('leaveRoom'), host.leave()]);
    await run('clearHistory', true);
  });

  /** Opens the other person's room. @returns its link */
  async function open(): Promise<string> {
    await host.host({ ...pair, kind: 'pair', person: 'Tom' });
    const invite = host.invited?.hostActions?.invite;
    assert.ok(invite);
    return formatInvite(invite, 'vscode');
  }

  it('accepts the link, even inside a sentence, and then talks', async () => {
    const link = await open();
    await run('joinRoom', `Come in: ${link} — Tom`);
    const { members, room } = await waitForState(
      ({ connection, members }) => connection.kind === 'joined' && members.length === 2,
      'in the room',
    );
    assert.equal(room?.name, 'Tom & Ann');
    assert.ok(members.some(({ name, host: isHost }) => isHost && name === 'Tom'));
    await run('sendMessage', 'hello');
    await waitForState(
      (state) =>
        state.messages.some(({ text, delivery }) => text === 'hello' && delivery !== 'queued'),
      'the message is on the hub',
    );
    host.messages.say('welcome');
    await waitForState(
      (state) => state.messages.some(({ text }) => text === 'welcome'),
      'the host’s message arrives',
    );
    await run('copyInvite');
    await refuses(run('resetInvite'), 'not-host', /Only the host/);
  });

  it('says why it isn’t let in', async () => {
    const link = await open();
    const strange = (key: string, value: string) =>
      link.replace(new RegExp(`&${key}=[^&]*`), `&${key}=${value}`);
    await refuses(run('joinRoom', strange('t', 't'.repeat(22))), 'bad-invite', /has reset it/);
    await refuses(run('joinRoom', strange('c', 'p'.repeat(43))), 'wrong-pin', /nothing was sent/);
    host.invited?.hostActions?.lock(true);
    await refuses(run('joinRoom', link), 'room-locked', /unlock it/);
    await host.leave();
    await refuses(run('joinRoom', link), 'refused', /isn’t responding/);
    assert.equal((await deskmate()).getState().connection.error, 'refused');
  });

  it('says when the host closes the room, which stays readable', async () => {
    await run('joinRoom', await open());
    host.messages.say('bye');
    await waitForState(
      (state) => state.messages.some(({ text }) => text === 'bye'),
      'the message arrives',
    );
    await host.leave();
    const { connection } = await waitForState(
      (state) => state.connection.kind === 'offline',
      'the room has ended',
    );
    assert.equal(connection.error, 'room-closed');
  });

  it('asks before it follows a link that the editor passes on', async () => {
    const link = await open();
    const [asked, entered, notices]: [string[], string[], string[]] = [[], [], []];
    let answer = false;
    const links = new JoinLinks({
      openMessage: async () => {},
      t: (message) => message,
      ownInvite: () => undefined,
      offerElsewhere: () => false,
      confirmLink: async ({ name, addresses }) => {
        asked.push(`${name} ${addresses}`);
        return answer;
      },
      join: async ({ name }) => {
        entered.push(name);
      },
      ...noServers,
      tell: (message) => notices.push(message),
    });
    const uri = vscode.Uri.parse(link);
    await Promise.all([links.handleUri(uri), links.handleUri(uri)]);
    assert.deepEqual(asked, ['Tom & Ann 127.0.0.1'], 'one question at a time');
    assert.deepEqual(entered, []);
    answer = true;
    await links.handleUri(uri);
    assert.deepEqual(entered, ['Tom & Ann']);
    await links.handleUri(uri.with({ path: '/leave' }));
    await links.handleUri(uri.with({ query: uri.query.slice(0, 40) }));
    assert.equal(notices.length, 2);
    assert.match(notices.join(), /incomplete/);
    assert.equal(asked.length, 2);
  });

  it('adds a server that a link names only after the user has agreed', async () => {
    const [asked, added, notices]: [string[], string[], string[]] = [[], [], []];
    let answer = false;
    const links = new JoinLinks({
      openMessage: async () => {},
      t: (message) => message,
      ownInvite: () => undefined,
      offerElsewhere: () => false,
      confirmLink: () => assert.fail('it is no invite'),
      join: () => assert.fail('nothing is entered'),
      confirmServer: async ({ nodes }) => {
        asked.push(nodes.map(({ host }) => host).join());
        return answer;
      },
      addServer: async (text) => {
        added.push(text);
      },
      tell: (message) => notices.push(message),
    });
    const link = formatServerLink(campusAccess, 'vscode-insiders');
    const uri = vscode.Uri.parse(link);
    await Promise.all([links.handleUri(uri), links.handleUri(uri)]);
    assert.deepEqual(asked, ['nats1.example.edu,nats2.example.edu,nats3.example.edu']);
    assert.deepEqual(added, []);
    answer = true;
    await links.handleUri(uri);
    assert.deepEqual(added, [formatServerLink(campusAccess, 'vscode')]);
    await links.handleUri(uri.with({ query: uri.query.slice(0, 40) }));
    assert.equal(asked.length, 2);
    assert.match(notices.join(), /server for wide rooms/);
  });

  it('doesn’t follow the link to the room it hosts itself', async () => {
    const link = await open();
    const notices: string[] = [];
    const links = new JoinLinks({
      openMessage: async () => {},
      t: (message) => message,
      ownInvite: () => host.invited?.hostActions?.invite,
      offerElsewhere: () => assert.fail('it is open here'),
      confirmLink: () => assert.fail('nothing is asked'),
      join: () => assert.fail('nothing is entered'),
      ...noServers,
      tell: (message) => notices.push(message),
    });
    await links.handleUri(vscode.Uri.parse(link));
    assert.match(notices.join(), /the room you’re hosting/);
  });
});
