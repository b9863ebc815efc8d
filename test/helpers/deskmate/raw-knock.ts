import { randomBytes } from 'node:crypto';
import type { ConnectionOptions } from 'node:tls';
import { codeOf, commitmentOf } from '../../../src/net/deskmate/knock-code';
import { type KnockFrameToGuest, knockAlpn } from '../../../src/protocol/knock-frames';
import { RawFrames } from './raw-frames';

export const knockId = '00112233445566aa';

/** Someone who knocks without any rules. */
export class RawKnock extends RawFrames<KnockFrameToGuest> {
  readonly g = randomBytes(32).toString('base64url');

  private constructor(
    port: number,
    readonly name: string,
    options: ConnectionOptions,
  ) {
    super(port, knockAlpn, options);
  }

  static dial(port: number, name = 'Bo', options: ConnectionOptions = {}): RawKnock {
    return new RawKnock(port, name, options);
  }

  get knock() {
    const { name, g } = this;
    return { type: 'knock', version: 1, name, commit: commitmentOf(name, g) };
  }

  get open() {
    return { type: 'open', g: this.g };
  }

  /** Knocks, and opens when the host has answered. Returns the digits that the guest would show. */
  async knocks(): Promise<string> {
    this.send(this.knock);
    const { h, roomId, room, host } = await this.receives('nonce');
    this.send(this.open);
    const { commit } = this.knock;
    const { pin, name, g } = this;
    return codeOf({ pin, roomId, room, host, name, commit, h, g });
  }
}
