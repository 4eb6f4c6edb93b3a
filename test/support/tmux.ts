// Runs a program in a tmux server of the test's own, as people run jobdeck beside their agents.
import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll } from 'vitest'
import { jobdeckEnvironment, temporaryFolder } from './jobdeck-home.ts'
import type { JobdeckOptions } from './run-jobdeck.ts'
import { waitFor } from './wait-for.ts'

const run = promisify(execFile)

export interface TmuxOptions extends JobdeckOptions {
  readonly columns?: number
  readonly rows?: number
  /** The program and its arguments, run without a shell. */
  readonly command: readonly [string, ...string[]]
}

export interface TmuxPane {
  /** The visible rows, without trailing blanks. */
  capture(): Promise<readonly string[]>
  /** Keys by tmux's names (`Enter`, `C-c`, `Up`) or single characters. */
  sendKeys(...keys: readonly string[]): Promise<void>
  /** Types the text as it is. */
  type(text: string): Promise<void>
  /** Pastes the text; bracketed when the program has asked for that. */
  paste(text: string): Promise<void>
  resize(columns: number, rows: number): Promise<void>
  waitForText(wanted: string | RegExp, timeoutMs?: number): Promise<readonly string[]>
  /** Runs any other tmux command on this server and returns what it printed. */
  tmux(...args: readonly string[]): Promise<string>
  kill(): void
}

const servers = new Set<() => void>()
afterAll(() => {
  for (const kill of servers) kill()
})

let count = 0

/** Starts a command in a pane of 80×24 unless told otherwise; the server is ended after the file's tests. */
export async function startInTmux(options: TmuxOptions): Promise<TmuxPane> {
  const { columns = 80, rows = 24, command } = options
  const home = options.home ?? temporaryFolder()
  // The socket lives in the test's own folder, so that no server of the person is ever touched.
  const env = { ...jobdeckEnvironment(home, options.env), TMUX_TMPDIR: temporaryFolder() }
  count += 1
  const server = ['-L', `jobdeck-${process.pid}-${count}`, '-f', '/dev/null', '-u']
  const tmux = async (...args: readonly string[]) => (await run('tmux', [...server, ...args], { env })).stdout

  const kill = () => {
    servers.delete(kill)
    try {
      execFileSync('tmux', [...server, 'kill-server'], { env, stdio: 'ignore' })
    } catch {
      // It has ended by itself.
    }
  }
  servers.add(kill)

  const settings = ['set-option -g status off', 'set-option -g remain-on-exit on', 'set-option -sg escape-time 0']
  const newSession = [
    'new-session',
    '-d',
    '-x',
    `${columns}`,
    '-y',
    `${rows}`,
    '-c',
    options.cwd ?? home,
    '--',
    ...command,
  ]
  await tmux('start-server', ...settings.flatMap((setting) => [';', ...setting.split(' ')]), ';', ...newSession)

  const capture = async () => (await tmux('capture-pane', '-p')).split('\n').slice(0, -1)
  return {
    capture,
    sendKeys: async (...keys) => void (await tmux('send-keys', ...keys)),
    type: async (text) => void (await tmux('send-keys', '-l', '--', unbroken(text))),
    paste: async (text) => void (await tmux('set-buffer', '--', unbroken(text), ';', 'paste-buffer', '-p')),
    resize: async (newColumns, newRows) =>
      void (await tmux('resize-window', '-x', `${newColumns}`, '-y', `${newRows}`)),
    waitForText: async (wanted, timeoutMs) => {
      let rowsNow: readonly string[] = []
      const check = async () => {
        rowsNow = await capture()
        const text = rowsNow.join('\n')
        return (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)) && rowsNow
      }
      try {
        return await waitFor(check, { timeoutMs, what: `${wanted} in the tmux pane` })
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : error}\nThe pane:\n${rowsNow.join('\n')}`)
      }
    },
    tmux,
    kill,
  }
}

/** A semicolon at the end of an argument would separate tmux commands. */
function unbroken(text: string): string {
  return text.endsWith(';') ? `${text.slice(0, -1)}\\;` : text
}
