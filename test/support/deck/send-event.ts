// Events from an agent, as mosquitto_pub sends them.
import { mosquittoPub } from '../mosquitto.ts'

/** What a job's event says; everything else is filled in so that the event is valid. */
export interface SentEvent {
  readonly job: string
  readonly seq: number
  readonly event: string
  readonly detail?: string
  readonly data?: Readonly<Record<string, unknown>>
}

export function topicOf(job: string): string {
  return `python/mqtt/jobs/${job}/events`
}

/** An event as PROTOCOL.md §2 has it, as one line of JSON. */
export function eventText({ job, detail = '', ...event }: SentEvent): string {
  return JSON.stringify({ schema_version: 1, job_id: job, timestamp: '2026-06-19T09:30:00Z', detail, ...event })
}

/** Publishes an event with mosquitto_pub at QoS 1, retained when it ends the job; `login` are further arguments. */
export async function send(port: number, event: SentEvent, login: readonly string[] = []): Promise<void> {
  const retain = event.event === 'completed' || event.event === 'error' ? ['-r'] : []
  await sendRaw(port, topicOf(event.job), eventText(event), [...retain, ...login])
}

/** Publishes any text on any topic, as `mosquitto_pub -s` reads it from its stdin. */
export async function sendRaw(port: number, topic: string, payload: string, args: readonly string[] = []) {
  await mosquittoPub(['-h', '127.0.0.1', '-p', String(port), '-q', '1', '-t', topic, ...args, '-s'], payload)
}
