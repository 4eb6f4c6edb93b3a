// Where jobdeck keeps received events and everything else that should survive a restart.
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * The state directory: `JOBDECK_STATE_DIR`, else the platform's: `$XDG_STATE_HOME/jobdeck` or `~/.local/state/jobdeck`,
 * on macOS `~/Library/Application Support/jobdeck`, on Windows `%LOCALAPPDATA%\jobdeck`. It need not exist.
 */
export function stateDir(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.JOBDECK_STATE_DIR) return env.JOBDECK_STATE_DIR
  if (platform === 'darwin') return join(homedir(), 'Library/Application Support/jobdeck')
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData/Local'), 'jobdeck')
  // The XDG specification says to ignore a relative path.
  const base = env.XDG_STATE_HOME
  return join(base && isAbsolute(base) ? base : join(homedir(), '.local/state'), 'jobdeck')
}
