/**
 * Name of the other machine on which a port is opened, or `undefined` when it is this one.
 * @param remoteName `vscode.env.remoteName`: `ssh-remote`, `wsl`, or in a browser the server's host
 * @param runsInWorkspace whether the extension runs where the folder is, instead of beside the window
 */
export function remoteMachine(
  remoteName: string | undefined,
  runsInWorkspace: boolean,
): string | undefined {
  if (!remoteName || !runsInWorkspace) return undefined;
  // A browser on the server's own machine is no remote one.
  return /^(localhost|127\.|\[::1\])/.test(remoteName) ? undefined : remoteName;
}
