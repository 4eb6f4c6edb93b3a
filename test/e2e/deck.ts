// The deck as a person has it: the built jobdeck in tmux or a pseudo-terminal, on a broker, fed by mosquitto_pub.
import { type Environment, jobdeckBin } from '../support/jobdeck-home.ts'
import { mosquittoPub } from '../support/mosquitto.ts'
import { type PtyOptions, type PtyProgram, startInPty } from '../support/pty.ts'
import { startInTmux, type TmuxOptions, type TmuxPane } from '../support/tmux.ts'

/** What a job's event says; the rest is made up to a valid event. */
export interface SentEvent {
  readonly job: string
  readonly seq: number
  readonly event: string
  readonly detail?: string
  readonly data?: Readonly<Record<string, unknown>>
}

export type DeckOptions = Omit<TmuxOptions, 'command'> & { readonly args?: readonly string[] }

/** The `MQTT_*` variables of a broker on loopback. */
export function brokerEnv(port: number, more: Environment = {}): Environment {
  return { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(port), ...more }
}

/** Opens the deck in tmux and waits for its first frame. */
export async function deckInTmux({ args = [], ...options }: DeckOptions): Promise<TmuxPane> {
  const pane = await startInTmux({ ...options, command: [process.execPath, jobdeckBin, ...args] })
  await pane.waitForText(/\? help|needs at least/)
  return pane
}

/** Opens the deck in a pseudo-terminal and waits for its first frame. */
export async function deckInPty(options: PtyOptions & { readonly args?: readonly string[] }): Promise<PtyProgram> {
  const pty = startInPty(options.args ?? [], options)
  await pty.waitForText('? help')
  return pty
}

export function topicOf(job: string): string {
  return `python/mqtt/jobs/${job}/events`
}

/** An event as PROTOCOL.md §2 has it, as one line of JSON. */
export function eventText({ job, detail = '', ...event }: SentEvent): string {
  return JSON.stringify({ schema_version: 1, job_id: job, timestamp: '2026-06-19T09:30:00Z', detail, ...event })
}

/** Publishes an event with mosquitto_pub at QoS 1, retained when it is a terminal one; `login` are further arguments. */
export async function send(port: number, event: SentEvent, login: readonly string[] = []): Promise<void> {
  const retain = event.event === 'completed' || event.event === 'error' ? ['-r'] : []
  await sendRaw(port, topicOf(event.job), eventText(event), [...retain, ...login])
}

/** Publishes any text on any topic, as `mosquitto_pub -s` reads it from its stdin. */
export async function sendRaw(port: number, topic: string, payload: string, args: readonly string[] = []) {
  await mosquittoPub(['-h', '127.0.0.1', '-p', String(port), '-q', '1', '-t', topic, ...args, '-s'], payload)
}
