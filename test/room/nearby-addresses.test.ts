import assert from 'node:assert/strict';
import type { Invite } from '../../src/protocol/invite';
import {
  nearbyEndpoint,
  rememberedHosts,
  withNearbyAddresses,
} from '../../src/room/nearby-addresses';
import { found } from '../helpers/nearby';

const room = found();

const invite: Invite = {
  ...{ kind: 'pair', name: 'Lab 3', addresses: ['10.0.0.3'], port: 5000 },
  ...{ pin: 'p'.repeat(43), token: 't'.repeat(22) },
};

describe('a nearby room', () => {
  it('leads to the address that it was announced from', () => {
    assert.deepEqual(nearbyEndpoint({ ...room, kind: 'lab-hub' }), {
      host: '10.0.0.7',
      port: 5000,
    });
    assert.deepEqual(nearbyEndpoint({ ...room, kind: 'lab-udp' }), {
      ...{ host: '10.0.0.7', port: 5000, wire: 'lab-udp' },
    });
  });
});

describe('the invite of a nearby room', () => {
  const endpoints = (...hosts: string[]) => hosts.map((host) => ({ host, port: 5000 })) as never;

  it('also leads where the room was announced', () => {
    const found = { ...room, endpoints: endpoints('10.0.0.7', '10.0.0.3', 'fe80::7%eth0') };
    assert.deepEqual(withNearbyAddresses(invite, found).addresses, ['10.0.0.3', '10.0.0.7']);
  });

  it('stays as it is when it is for another room', () => {
    assert.equal(withNearbyAddresses({ ...invite, port: 6000 }, room).addresses.length, 1);
    assert.equal(withNearbyAddresses({ ...invite, kind: 'group' }, room).addresses.length, 1);
  });

  it('has 16 addresses at most', () => {
    const many = endpoints(...Array.from({ length: 40 }, (_, at) => `10.0.1.${at}`));
    assert.equal(withNearbyAddresses(invite, { ...room, endpoints: many }).addresses.length, 16);
  });
});

describe('the computers that hosted rooms', () => {
  it('are those of lab rooms and of joined rooms, by address', () => {
    const recent = [
      { host: '10.0.0.7', port: 9000 },
      { host: 'lab.example', port: 9000 },
    ];
    const kept = [
      {
        role: 'guest',
        endpoints: [
          { host: '10.0.0.8', port: 1 },
          { host: '10.0.0.7', port: 2 },
        ],
      },
      { role: 'host', endpoints: [{ host: '10.0.0.9', port: 1 }] },
    ] as const;
    assert.deepEqual(rememberedHosts(recent, kept), ['10.0.0.7', '10.0.0.8']);
  });
});
