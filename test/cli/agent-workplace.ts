// A broker that is listened to, and a place where agents' hooks report to it.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { watchConnection } from '../io/mqtt/watch-connection.ts'
import { endReporter } from '../support/end-senders.ts'
import { type Environment, temporaryFolder } from '../support/jobdeck-home.ts'
import { ownEmbeddedBroker } from '../support/own-broker.ts'
import { runJobdeck, startJobdeck } from '../support/run-jobdeck.ts'
import { waitFor } from '../support/wait-for.ts'

export interface HeardEvent {
  readonly job_id: string
  readonly seq: number
  readonly event: string
  readonly detail: string
  readonly data: Readonly<Record<string, unknown>>
}

export async function agentWorkplace() {
  const home = temporaryFolder()
  const broker = await ownEmbeddedBroker()
  const heard = watchConnection(broker.settings, { filters: ['python/mqtt/jobs/+/events'] })
  await heard.reaches('connected')
  const env = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(broker.settings.port) }
  const stateDir = join(home, 'state')
  mkdirSync(join(home, 'jobs'), { recursive: true })
  onTestFinished(async () => {
    await heard.close()
    await endReporter(stateDir)
  })
  const events = () => heard.received.map(({ text }) => JSON.parse(text) as HeardEvent)
  const callText = (event: string, more: Readonly<Record<string, unknown>> = {}) =>
    JSON.stringify({ session_id: 's1', cwd: home, hook_event_name: event, ...more })
  return {
    home,
    env,
    stateDir,
    registryDir: join(home, 'jobs'),
    events,
    /** `event: detail` of each event so far. */
    words: () => events().map(({ event, detail }) => `${event}: ${detail}`),
    hears: (count: number) => waitFor(() => events().length >= count, { what: `${count} events` }),
    run: (args: readonly string[], more: Environment = {}) => runJobdeck(args, { home, env: { ...env, ...more } }),
    /** Calls a hook and waits for its end. */
    hook: (event: string, more: Readonly<Record<string, unknown>> = {}, extra: Environment = {}) =>
      runJobdeck(['hook', 'claude-code'], { home, env: { ...env, ...extra }, stdin: callText(event, more) }),
    /** Calls a hook and leaves it waiting. */
    startHook: (event: string, more: Readonly<Record<string, unknown>> = {}) => {
      const program = startJobdeck(['hook', 'claude-code'], { home, env })
      program.write(callText(event, more))
      program.closeStdin()
      return program
    },
  }
}
