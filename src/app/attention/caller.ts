// Calls the user: rings the bell, shows a notification, runs the user's own command.
import type { Alert } from '../../domain/attention/alert.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { runCommand } from '../../io/notify/run-command.ts'
import { bell, type NotificationWay, notification, throughTmux } from '../../io/notify/sequences.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { announcementOf } from './announcement.ts'
import type { AttentionSettings } from './attention-settings.ts'

export interface CallerOptions {
  readonly settings: AttentionSettings
  readonly env: Environment
  readonly clock: Clock
  /** Sends a sequence to the terminal between two frames. */
  readonly send: (sequence: string) => void
  /** What is wrong with the user's command; null when it has worked. */
  readonly onProblem: (problem: string | null) => void
}

export class Caller {
  readonly #options: CallerOptions
  /** One at a time: a storm of alerts starts no storm of processes. */
  #isRunning = false
  /** What has come while the command was running. */
  #waiting: readonly Alert[] = []

  constructor(options: CallerOptions) {
    this.#options = options
  }

  readonly call = (alerts: readonly [Alert, ...Alert[]]): void => {
    const { settings, env, send } = this.#options
    const { title, body } = announcementOf(alerts)
    const way = settings.notify === 'auto' ? wayOf(env) : settings.notify
    const shown = way === 'off' ? '' : notification(way, title, body)
    const sequence = (env.TMUX && shown !== '' ? throughTmux(shown) : shown) + (settings.bell === 'on' ? bell : '')
    if (sequence !== '') send(sequence)
    if (settings.command === null) return
    this.#waiting = [...this.#waiting, ...alerts]
    void this.#run(settings.command)
  }

  async #run(command: readonly string[]): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    const { env, clock, onProblem } = this.#options
    for (let [first, ...rest] = this.#waiting; first; [first, ...rest] = this.#waiting) {
      this.#waiting = []
      const { variables } = announcementOf([first, ...rest])
      // The command needs no login of a broker.
      const failure = await runCommand({ command, env: { ...env, MQTT_PASSWORD: undefined, ...variables }, clock })
      onProblem(failure === null ? null : `attention.command: ${failure}`)
    }
    this.#isRunning = false
  }
}

/** The way that a terminal takes notifications in, by what it says about itself. */
function wayOf({ TERM = '', KITTY_WINDOW_ID }: Environment): NotificationWay {
  if (TERM === 'xterm-kitty' || KITTY_WINDOW_ID) return 'osc99'
  return /^(?:foot|rxvt)/.test(TERM) ? 'osc777' : 'osc9'
}
