// The doctor's checks of tmux: whether it can report its sessions, lets notifications through, and shows the deck's status.
import { execFile } from 'node:child_process'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import type { AttentionSettings } from '../attention/attention-settings.ts'
import { type Finding, fine, warning } from './finding.ts'

const answerMs = 2_000
/** The first that reports changes of every session over one connection, and the first that swallows notifications by default. */
const reportingVersion = 3.2
const swallowingVersion = 3.3

/** The version, and inside a session also how tmux is set. */
export async function checkTmux(
  env: Environment,
  { notify }: Pick<AttentionSettings, 'notify'>,
): Promise<readonly Finding[]> {
  const name = await ask(env, ['-V'])
  if (name === null) {
    const text = 'is not installed: agents have no sessions to attach to'
    return [warning('tmux', text, 'apt install tmux, or brew install tmux')]
  }
  const version = Number.parseFloat(/\d+\.\d+/.exec(name)?.[0] ?? '')
  const settings = env.TMUX ? [await checkPassthrough(env, version, notify), await checkStatusLine(env)] : []
  const found = settings.filter((finding) => finding !== null)
  if (version < reportingVersion) {
    const text = `${name} does not report its sessions: the deck shows neither which are gone nor what they show`
    return [warning('tmux', text, 'install tmux 3.2 or newer'), ...found]
  }
  return [fine('tmux', `${name}${env.TMUX ? ', running inside a session' : ''}`), ...found]
}

async function checkPassthrough(
  env: Environment,
  version: number,
  notify: AttentionSettings['notify'],
): Promise<Finding | null> {
  if (version < swallowingVersion || notify === 'off') return null
  const value = await option(env, 'allow-passthrough')
  if (value === null || value === '') return null
  if (value !== 'off') return fine('passthrough', 'tmux passes desktop notifications on')
  const fix = 'tmux set -g allow-passthrough on, and the same line without "tmux" in ~/.tmux.conf'
  return warning('passthrough', 'tmux swallows the desktop notifications of the deck', fix)
}

async function checkStatusLine(env: Environment): Promise<Finding> {
  const parts = await Promise.all(['status-left', 'status-right', 'status-format'].map((name) => option(env, name)))
  if (parts.some((part) => part?.includes('@jobdeck'))) return fine('status line', 'shows @jobdeck')
  return fine('status line', "does not show @jobdeck; tmux set -g status-right '#{@jobdeck} %H:%M' does")
}

/** As it is in force where jobdeck runs; null when tmux does not say. */
function option(env: Environment, name: string): Promise<string | null> {
  const where = env.TMUX_PANE ? ['-t', env.TMUX_PANE] : []
  const scope = name === 'allow-passthrough' ? ['-p'] : []
  return ask(env, ['show-options', '-Aqv', ...scope, ...where, name])
}

/** What tmux prints; null when it is not installed, refuses or does not answer. */
function ask(env: Environment, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      'tmux',
      ['-u', ...args],
      { timeout: answerMs, killSignal: 'SIGKILL', env: { ...env } },
      (error, stdout) => {
        resolve(error ? null : stdout.trim())
      },
    )
  })
}
