// What the environment says about the screen.
import type { Environment } from '../../io/profiles/settings-from-env.ts'

/** Set at all, `NO_COLOR` turns colours off (no-color.org). */
export function colourOf(env: Environment): 'on' | 'off' {
  return env.NO_COLOR === undefined ? 'on' : 'off'
}

/** The person's editor as a command for a shell. */
export function editorCommand(env: Environment): string {
  return env.VISUAL || env.EDITOR || 'vi'
}
