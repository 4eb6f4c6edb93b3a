// Keeps a number of simulated agents at work: when one leaves, the next script of the round begins.
import { setTimeout as delay } from 'node:timers/promises'
import { openConnection } from '../io/mqtt/connection.ts'
import type { BrokerSettings } from '../io/mqtt/settings.ts'
import { scripts } from './scripts.ts'
import { playScript, type Stage } from './simulated-agent.ts'

export interface SimulationOptions {
  readonly settings: BrokerSettings
  readonly registryDir: string
  readonly topicBase: string
  /** How many agents work at once. */
  readonly agents: number
  readonly speed: number
}

export interface Simulation {
  close(): Promise<void>
}

/** Agents do not all begin in the same moment. */
const betweenStartsSec = 0.25

/** Starts the agents, on a connection of their own. */
export function startSimulation(options: SimulationOptions): Simulation {
  const stopping = new AbortController()
  const up = Promise.withResolvers<void>()
  const connection = openConnection({
    settings: options.settings,
    filters: [],
    onMessage: () => {},
    onState: (state) => {
      if (state.phase === 'connected') up.resolve()
    },
  })
  const { registryDir, topicBase, speed } = options
  const stage: Stage = { connection, registryDir, topicBase, speed, signal: stopping.signal }
  let next = 0

  async function work(place: number): Promise<void> {
    await up.promise
    await delay((place * betweenStartsSec * 1000) / speed, undefined, { signal: stopping.signal })
    while (!stopping.signal.aborted) {
      const script = scripts[next++ % scripts.length]
      if (script) await playScript(script, stage)
    }
  }

  const done = Promise.allSettled(Array.from({ length: options.agents }, (_, place) => work(place)))
  return {
    close: async () => {
      stopping.abort()
      up.resolve()
      await done
      await connection.close()
    },
  }
}
