// Agents that publish numbered events, each until the broker has acknowledged it, through restarts of the broker.
import { connect } from 'mqtt'
import { eventText, topicOf } from './deck/send-event.ts'

export interface NumberedAgents {
  /** How many events of each job the broker has acknowledged. */
  readonly sent: ReadonlyMap<string, number>
  /** Publishes the job's next event, numbered from 1; resolves when it is acknowledged. */
  publish(job: string, event?: 'progress' | 'permission_required' | 'completed'): Promise<void>
  /** Disconnects; what is still on its way never settles. */
  close(): Promise<void>
}

/** Starts agents that share one connection to the broker on that loopback port. */
export function startNumberedAgents(port: number): NumberedAgents {
  const client = connect(`mqtt://127.0.0.1:${port}`, { clientId: 'agents', clean: false, reconnectPeriod: 50 })
  client.on('error', () => {})
  const taken = new Map<string, number>()
  const sent = new Map<string, number>()
  let isClosed = false

  /**
   * MQTT.js gives up what is published while it still sends again what an earlier connection has left, if that connection
   * breaks, too. Never settles for what is on its way when everything ends.
   */
  async function acknowledged(topic: string, payload: string, retain: boolean): Promise<void> {
    for (;;) {
      try {
        await client.publishAsync(topic, payload, { qos: 1, retain })
        return
      } catch {
        if (isClosed) await new Promise(() => {})
      }
    }
  }

  return {
    sent,
    publish: async (job, event) => {
      const seq = (taken.get(job) ?? 0) + 1
      taken.set(job, seq)
      const kind = event ?? (seq === 1 ? 'started' : 'progress')
      const payload = eventText({ job, seq, event: kind, detail: `number ${seq} of ${job}` })
      await acknowledged(topicOf(job), payload, event === 'completed')
      sent.set(job, (sent.get(job) ?? 0) + 1)
    },
    close: () => {
      isClosed = true
      return client.endAsync(true)
    },
  }
}
