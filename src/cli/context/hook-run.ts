// What `jobdeck hook` is given, without what a command needs: a hook has no time to read profiles or options.
import { homedir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../../io/clock/system-clock.ts'
import type { HookRun } from '../commands/hook.ts'
import { stateDir } from './state-dir.ts'

/** `program`: the URL of the bundle beside which the whole program is. */
export function readHookRun(host: NodeJS.Process, program: string): HookRun {
  const { env } = host
  return {
    env,
    cwd: host.cwd(),
    home: homedir(),
    stateDir: stateDir(env),
    clock: systemClock,
    script: fileURLToPath(new URL('./main.js', program)),
    host,
  }
}
