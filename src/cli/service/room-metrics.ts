import { version } from '../../../package.json';
import type { Session } from '../../room/session/session';
import type { RoomArchive } from '../../store/room-archive';
import type { LoopDelay } from './loop-delay';
import type { Metric, Sample } from './metrics-text';

export interface RoomMetricsDeps {
  readonly session: Pick<Session, 'invited' | 'queuedBytes' | 'state'>;
  readonly stored: Pick<RoomArchive, 'meterOf'> | undefined;
  readonly delay: Pick<LoopDelay, 'seconds'>;
  /** When this process started, in ms since the Unix epoch. */
  readonly started: number;
}

/** What a service tells its administrator about its room: numbers only, no names, texts, addresses or secrets. */
export function roomMetrics({ session, stored, delay, started }: RoomMetricsDeps): Metric[] {
  const { connection, room, waiting } = session.state;
  const journal = stored?.meterOf(session.invited?.journalId ?? '');
  return [
    {
      ...{ name: 'deskmate_info', type: 'gauge', help: 'The version of Deskmate.' },
      samples: [{ labels: { version }, value: 1 }],
    },
    {
      ...{ name: 'process_start_time_seconds', type: 'gauge' },
      help: 'When the process started, in seconds since the Unix epoch.',
      samples: [{ value: started / 1000 }],
    },
    {
      ...{ name: 'deskmate_hosting', type: 'gauge' },
      help: 'Whether this process hosts the room: 0 while it opens, and when another member hosts it.',
      samples: [{ value: Number(connection.kind === 'hosting') }],
    },
    {
      ...{ name: 'deskmate_members', type: 'gauge' },
      help: 'Members of the room without this one; those that are away may be disconnected.',
      samples: memberSamples(session),
    },
    {
      ...{ name: 'deskmate_waiting', type: 'gauge' },
      help: 'Connections that wait until there is space in the room.',
      samples: [{ value: waiting.length }],
    },
    {
      ...{ name: 'deskmate_messages_total', type: 'counter' },
      help: 'Messages added to the journal since the process started.',
      samples: known(journal?.messages),
    },
    {
      ...{ name: 'deskmate_outbound_queue_bytes', type: 'gauge' },
      help: 'Bytes for members that the operating system has not accepted yet.',
      samples: known(session.queuedBytes),
    },
    {
      ...{ name: 'deskmate_event_loop_delay_seconds', type: 'gauge' },
      help: 'How late the process was with what was due, over the last whole minute.',
      samples: Array.from(delay.seconds, ([quantile, value]) => ({ labels: { quantile }, value })),
    },
    {
      ...{ name: 'deskmate_storage_failing', type: 'gauge' },
      help: 'Whether the room waits because the disk is full or fails.',
      samples: [{ value: Number(room?.storage !== undefined) }],
    },
    {
      ...{ name: 'deskmate_journal_bytes', type: 'gauge' },
      help: "The length of the journal's file.",
      samples: known(journal?.bytes),
    },
    {
      ...{ name: 'deskmate_journal_failures_total', type: 'counter' },
      help: 'How often writing or syncing the journal has failed, counting each new attempt.',
      samples: known(journal?.failures),
    },
    {
      ...{ name: 'deskmate_journal_last_sync_timestamp_seconds', type: 'gauge' },
      help: 'When the journal was last synced to the disk, in seconds since the Unix epoch.',
      samples: known(journal?.syncedAt === undefined ? undefined : journal.syncedAt / 1000),
    },
  ];
}

function memberSamples({ state }: RoomMetricsDeps['session']): readonly Sample[] {
  const others = state.members.filter(({ self }) => !self);
  return (['here', 'idle', 'away'] as const).map((presence) => ({
    labels: { presence },
    value: others.filter((member) => (member.presence ?? 'here') === presence).length,
  }));
}

function known(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [{ value }];
}
