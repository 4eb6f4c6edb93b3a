// A program in a tmux server that belongs to the test, as people run jobdeck beside their agents.
import { execFile, execFileSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll } from 'vitest'
import { jobdeckEnvironment, temporaryFolder } from '../jobdeck-home.ts'
import type { JobdeckOptions } from '../run-jobdeck.ts'
import { type Driver, driverOf, type Terminal } from './driver.ts'
import { tmuxNameOf } from './keys.ts'
import { Screen } from './screen.ts'

const run = promisify(execFile)
/** tmux does not say when a pane has changed, and each look is a process: the longer nothing changes, the less often. */
const lookAfterMs = { atFirst: 20, atMost: 160 }

export interface TmuxOptions extends JobdeckOptions {
  readonly columns?: number
  readonly rows?: number
  /** The program and its arguments, run without a shell. */
  readonly command: readonly [string, ...string[]]
}

type RunTmux = (...args: readonly string[]) => Promise<string>

export interface TmuxPane extends Driver {
  /** Runs any other tmux command on this server and returns what it printed. */
  readonly tmux: RunTmux
  kill(): void
}

const servers = new Set<() => void>()
afterAll(() => {
  for (const kill of servers) kill()
})

let count = 0

/** Starts a command in a pane, of 80×24 by default; the server is ended after the file's tests. */
export async function startInTmux(options: TmuxOptions): Promise<TmuxPane> {
  const { columns = 80, rows = 24, home = temporaryFolder(), cwd = home, command } = options
  // The socket is in a folder of the test, so that no other tmux server is ever touched.
  const env = { ...jobdeckEnvironment(home, options.env), TMUX_TMPDIR: temporaryFolder() }
  count += 1
  const server = ['-L', `jobdeck-${process.pid}-${count}`, '-f', '/dev/null', '-u']
  const tmux: RunTmux = async (...args) => (await run('tmux', [...server, ...args], { env })).stdout

  const kill = () => {
    servers.delete(kill)
    try {
      execFileSync('tmux', [...server, 'kill-server'], { env, stdio: 'ignore' })
    } catch {
      // It has already ended.
    }
  }
  servers.add(kill)

  const settings = ['set-option -g status off', 'set-option -g remain-on-exit on', 'set-option -sg escape-time 0']
  const newSession = ['new-session', '-d', '-x', `${columns}`, '-y', `${rows}`, '-c', cwd, '--', ...command]
  await tmux('start-server', ...settings.flatMap((setting) => [';', ...setting.split(' ')]), ';', ...newSession)
  return { ...driverOf(paneOf(tmux)), tmux, kill }
}

function paneOf(tmux: RunTmux): Terminal {
  return {
    delivery: 'sent',
    press: async (keys) => void (await tmux('send-keys', ...keys.map(tmuxNameOf))),
    type: async (text) => void (await tmux('send-keys', '-l', '--', unbroken(text))),
    paste: async (text) => void (await tmux('set-buffer', '--', unbroken(text), ';', 'paste-buffer', '-p')),
    resize: async (columns, rows) => void (await tmux('resize-window', '-x', `${columns}`, '-y', `${rows}`)),
    frames: async function* (limit) {
      let last = ''
      let waitMs = 0
      do {
        const text = await tmux('capture-pane', '-p')
        waitMs = text === last ? Math.min(2 * waitMs, lookAfterMs.atMost) : lookAfterMs.atFirst
        last = text
        yield new Screen(text.split('\n').slice(0, -1))
        await delay(waitMs)
      } while (!limit.aborted)
    },
  }
}

/** A semicolon at the end of an argument would separate tmux commands. */
function unbroken(text: string): string {
  return text.endsWith(';') ? `${text.slice(0, -1)}\\;` : text
}
