/** What a panel's status needs besides the session, while nothing of it is there. */
export const noPanelSources = {
  problem: undefined,
  back: undefined,
  reachable: undefined,
  remote: undefined,
  announced: undefined,
  requests: [],
  asking: undefined,
  canContinue: false,
  sharesPlace: false,
  followed: undefined,
  muted: false,
} as const;
