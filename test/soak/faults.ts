// The faults of the soak, one after another: each is over within half a minute.
import { setTimeout as delay } from 'node:timers/promises'
import type { FaultProxy } from '../support/fault-proxy.ts'
import type { Mosquitto } from '../support/mosquitto.ts'

export interface Fault {
  readonly name: string
  make(broker: Mosquitto, proxy: FaultProxy): Promise<void>
}

/** Somewhere within a packet: the events are longer. */
const bytesBeforeCut = 101
/** Longer than it takes to notice that a connection is dead. */
const stallMs = 30_000
const absenceMs = 10_000
const slowMs = 20_000
/** A little less than the events need. */
const slowBytesPerSec = 40_000

export const faults: readonly Fault[] = [
  { name: 'cut in mid-packet', make: async (_broker, proxy) => proxy.cutAfter(bytesBeforeCut) },
  {
    name: 'stall without FIN',
    make: async (_broker, proxy) => {
      proxy.stall()
      await delay(stallMs)
      proxy.resume()
    },
  },
  { name: 'restart of the broker', make: (broker) => broker.restart() },
  {
    name: 'slow connection',
    make: async (_broker, proxy) => {
      proxy.limit(slowBytesPerSec)
      await delay(slowMs)
      proxy.limit(null)
    },
  },
  {
    name: 'broker ended by TERM, and absent',
    make: async (broker) => {
      await broker.terminate()
      await delay(absenceMs)
      await broker.restart()
    },
  },
]
