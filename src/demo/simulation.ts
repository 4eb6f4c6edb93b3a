// Keeps a number of simulated agents busy: when one is done, the next script begins, round after round.
import type { Clock } from '../io/clock/clock.ts'
import { openConnection } from '../io/mqtt/connection.ts'
import type { BrokerSettings } from '../io/mqtt/settings.ts'
import { pause } from './pause.ts'
import { scripts } from './scripts.ts'
import { playScript, type Stage } from './simulated-agent.ts'

export interface SimulationOptions {
  readonly settings: BrokerSettings
  readonly registryDir: string
  readonly topicBase: string
  /** How many agents work at once. */
  readonly agents: number
  readonly speed: number
  readonly clock: Clock
}

export interface Simulation {
  close(): Promise<void>
}

/** The agents do not all start at the same moment. */
const betweenStartsSec = 0.25

/** Starts the agents, which share one connection. */
export function startSimulation(options: SimulationOptions): Simulation {
  const stopping = new AbortController()
  const up = Promise.withResolvers<void>()
  const connection = openConnection({
    settings: options.settings,
    clock: options.clock,
    filters: [],
    onMessage: () => {},
    onState: (state) => {
      if (state.phase === 'connected') up.resolve()
    },
  })
  const { registryDir, topicBase, speed, clock } = options
  const stage: Stage = { connection, registryDir, topicBase, speed, clock, signal: stopping.signal }
  let next = 0

  async function work(place: number): Promise<void> {
    await up.promise
    await pause((place * betweenStartsSec * 1000) / speed, clock, stopping.signal)
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
