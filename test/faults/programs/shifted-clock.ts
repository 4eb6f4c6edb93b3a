// Loaded before jobdeck (`node --import`): sets its wall clock as `date` would, by the milliseconds that the file FAULT_CLOCK
// holds. The monotonic clock goes on, as it does on a real machine.
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

const path = process.env.FAULT_CLOCK ?? ''
const realNow = Date.now
const RealDate = Date
const everyMs = 50
let shiftMs = readShift()

function readShift(): number {
  return Number(readFileSync(path, 'utf8'))
}

Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + shiftMs })
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args) => (args.length === 0 ? new target(realNow() + shiftMs) : Reflect.construct(target, args)),
  get: (target, name) => (name === 'now' ? () => realNow() + shiftMs : Reflect.get(target, name)),
})
setInterval(() => {
  shiftMs = readShift()
}, everyMs).unref()
