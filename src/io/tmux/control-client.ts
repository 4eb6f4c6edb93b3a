// One client of tmux in control mode: it hears of every change and runs commands without starting a process for each. It takes no
// part in sizes, sees no pane's output (a client that reads slowly would stop the pane), and ends when jobdeck does, however that
// ends, because its standard input ends then.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { Cancel, Clock } from '../clock/clock.ts'
import { answerIn } from './control-answer.ts'
import { answerMs, TmuxFailure } from './run-tmux.ts'

export interface ControlOptions {
  /** The session that it is a client of, such as `$1`. */
  readonly session: string
  readonly clock: Clock
  /** A notification, such as `%sessions-changed` or `%subscription-changed panes …`. */
  readonly onNotice: (notice: string) => void
  /** The connection has ended by itself, or because tmux does not answer. */
  readonly onEnd: (why: 'ended' | 'silent') => void
}

interface Request {
  readonly command: string
  /** The line that follows the answer. */
  readonly mark: string
  readonly resolve: (lines: readonly string[]) => void
  readonly reject: (failure: TmuxFailure) => void
}

/** With `-E`, the session keeps its environment. */
const flags = 'ignore-size,read-only,no-output'

export class ControlClient {
  readonly #options: ControlOptions
  readonly #child: ChildProcessWithoutNullStreams
  readonly #waiting: Request[] = []
  #current: Request | null = null
  #heard: string[] = []
  #rest = ''
  #isOpen = true
  /** Whether it is attached: what comes before that answers nothing. */
  #isReady = false
  #cancelLimit: Cancel = () => {}

  constructor(options: ControlOptions) {
    this.#options = options
    this.#child = spawn('tmux', ['-u', '-C', 'attach-session', '-E', '-f', flags, '-t', options.session])
    const { stdin, stdout, stderr } = this.#child
    stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text))
    stderr.resume()
    stdin.on('error', () => this.#end('ended'))
    this.#cancelLimit = options.clock.after(answerMs, () => this.#end('silent'))
    this.#child.once('error', () => this.#end('ended'))
    this.#child.once('close', () => this.#end('ended'))
  }

  /**
   * Runs one command and returns the lines that it printed. The text is a program to tmux: only ids, options and formats of our own.
   * @throws TmuxFailure
   */
  run(command: string): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) {
        reject(new TmuxFailure('ended'))
        return
      }
      this.#waiting.push({ command, mark: randomUUID(), resolve, reject })
      this.#next()
    })
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#cancelLimit()
    this.#child.stdin.end()
    this.#child.kill('SIGKILL')
    this.#rejectAll(new TmuxFailure('ended'))
  }

  #next(): void {
    if (this.#current || !this.#isReady) return
    this.#current = this.#waiting.shift() ?? null
    if (!this.#current) return
    this.#heard = []
    const { command, mark } = this.#current
    this.#cancelLimit = this.#options.clock.after(answerMs, () => this.#end('silent'))
    this.#child.stdin.write(`${command}\ndisplay-message -p ${mark}\n`)
  }

  #begin(): void {
    this.#cancelLimit()
    this.#isReady = true
    this.#next()
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#readLine(line)
  }

  #readLine(line: string): void {
    if (!this.#current) {
      this.#options.onNotice(line)
      if (!this.#isReady && line.startsWith('%session-changed ')) this.#begin()
      return
    }
    if (line !== this.#current.mark) {
      this.#heard.push(line)
      return
    }
    const { resolve, reject } = this.#current
    const answer = answerIn(this.#heard)
    this.#cancelLimit()
    this.#current = null
    if (!answer || answer.isError) reject(new TmuxFailure('refused', answer?.lines.join(' ') ?? 'no answer'))
    else resolve(answer.lines)
    for (const notice of answer?.notices ?? []) this.#options.onNotice(notice)
    this.#next()
  }

  #end(why: 'ended' | 'silent'): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#cancelLimit()
    this.#child.kill('SIGKILL')
    this.#rejectAll(new TmuxFailure(why))
    this.#options.onEnd(why)
  }

  #rejectAll(failure: TmuxFailure): void {
    this.#current?.reject(failure)
    for (const { reject } of this.#waiting.splice(0)) reject(failure)
    this.#current = null
  }
}
