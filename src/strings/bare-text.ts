import type { DatagramCounts } from '../protocol/lab-link';
import type { RoomInfo } from '../room/room';
import type { Translate } from './translate';

/** What happened to datagrams: `3 lost · 1 out of order`; empty if each arrived once and in order. */
export function lossText({ lost, late, repeated }: DatagramCounts, t: Translate): string {
  return [
    ...(lost > 0 ? [t('{0} lost', lost)] : []),
    ...(late > 0 ? [t('{0} out of order', late)] : []),
    ...(repeated > 0 ? [t('{0} repeated', repeated)] : []),
  ].join(' · ');
}

/** Sentences about a bare room; none for any other room. */
export function bareDetail({ bare, losses }: RoomInfo, t: Translate): string[] {
  if (!bare) return [];
  const lost = losses ? lossText(losses, t) : '';
  return [
    t(
      'Bare UDP: nothing is acknowledged or sent again, so messages can get lost, arrive twice or arrive out of order.',
    ),
    ...(lost === '' ? [] : [t('From the host: {0}.', lost)]),
  ];
}
