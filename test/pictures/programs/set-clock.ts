// Loaded before jobdeck: its clocks run to the time in CLOCK_FILE, in milliseconds since 1970, and then stand still. They and
// its timers are faster than real ones, and time runs only while the process does: a busy machine is not taken for one that slept.
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

const speed = 40
const stepMs = 1_000

const { setInterval: every, setTimeout: after } = globalThis
const until = () => Number(readFileSync(process.env.CLOCK_FILE ?? '', 'utf8'))

let now = until()
every(() => {
  now = Math.min(until(), now + stepMs)
}, stepMs / speed).unref()
Date.now = () => now
performance.now = () => now - performance.timeOrigin
const faster =
  (timer: typeof every | typeof after) =>
  (run: (...values: readonly unknown[]) => void, ms = 0, ...values: readonly unknown[]) =>
    timer(() => run(...values), ms / speed)
globalThis.setTimeout = Object.assign(faster(after), after) as typeof after
globalThis.setInterval = Object.assign(faster(every), every) as typeof every
