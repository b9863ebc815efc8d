import { isRunning, type RoomFiles, type Transfer } from '../../room/files';
import type { SessionState } from '../../room/room';
import { transferredPart, transferText } from '../../strings/transfer-text';
import type { Translate } from '../../strings/translate';
import type { PanelTransfer } from '../../webview/file-messages';

/** A room's transfer of a file. */
export interface RoomTransfer {
  readonly room: RoomFiles;
  /** Its id in the room; absent before the room has accepted it. */
  readonly transfer?: string;
}

/** What the room says about a transfer; undefined when it has none with this id any more. */
export function transferOf({ room, transfer }: RoomTransfer): Transfer | undefined {
  return transfer === undefined ? undefined : room.transfers.find(({ id }) => id === transfer);
}

/** A transfer as the panel shows it. @param language BCP 47 tag of the display language */
export function panelTransfer(
  transfer: Transfer,
  room: RoomFiles,
  { connection }: SessionState,
  language: string,
  t: Translate,
): PanelTransfer {
  const part = transferredPart(transfer);
  const isCutOff = connection.kind === 'reconnecting';
  return {
    ...(part !== undefined && { part }),
    text: transferText(transfer, isCutOff, room.limits?.fileBytes, language, t),
    ...(isRunning(transfer)
      ? { actions: ['cancel'] }
      : { stopped: true, actions: ['retry', 'remove'] }),
  };
}
