// Whether the tmux server that a record names still runs, also when it is not the one that is talked to.

/** @param server its process id */
export function isServerRunning(server: number): boolean {
  if (server <= 1) return false
  try {
    process.kill(server, 0)
    return true
  } catch (error) {
    // It belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
