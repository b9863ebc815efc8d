import assert from 'node:assert/strict';
import { guestData, hostData, runInput } from '../../../src/net/deskmate/code-run';
import { type CPaceProofs, CPaceSide } from '../../../src/net/deskmate/cpace';
import { type CodeFrameToGuest, codeAlpn } from '../../../src/protocol/code-frames';
import { RawFrames, type RawOptions } from './raw-frames';

/** Someone who enters a room code without any rules. */
export class RawCode extends RawFrames<CodeFrameToGuest> {
  static dial(port: number, options: RawOptions = {}): RawCode {
    return new RawCode(port, codeAlpn, options);
  }

  readonly start = { type: 'start', version: 1 };

  /** Sends everything before the proof; returns both sides' proofs for this code. */
  async run(code: string): Promise<CPaceProofs> {
    this.send(this.start);
    const { sid, roomId, room, host } = await this.receives('session');
    const side = new CPaceSide(runInput(code, this.pin, roomId, sid));
    this.send({ type: 'share', y: Buffer.from(side.share).toString('base64url') });
    const share = Buffer.from((await this.receives('share', 1)).y, 'base64url');
    const proofs = side.proofs('initiator', guestData, { share, data: hostData({ room, host }) });
    assert.ok(proofs);
    return proofs;
  }

  prove(proof: Buffer): void {
    this.send({ type: 'proof', mac: proof.toString('base64url') });
  }

  /** Enters a code. Returns both sides' proofs. */
  async enters(code: string): Promise<CPaceProofs> {
    const proofs = await this.run(code);
    this.prove(proofs.initiator);
    return proofs;
  }
}
