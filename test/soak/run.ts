// `npm run soak -- --hours 2`: the deck in a terminal for hours, 200 events a second, a fault a minute, its memory every ten
// seconds. Ends with an audit (sent = recorded = shown) and a verdict on memory. It needs Mosquitto. SIGTERM ends it early,
// with its audit. What it finds is written into a temporary folder, which it names.
import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { jobdeckBin, newWorkplace } from '../bench/workplace.ts'
import { auditOf } from '../support/audit.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { startMosquitto } from '../support/mosquitto.ts'
import { startNumberedAgents } from '../support/numbered-agents.ts'
import { recordedCount, recordedEvents, recordedGaps } from '../support/recorded-events.ts'
import { allShownJobs } from '../support/shown-jobs.ts'
import { driverOf } from '../support/terminal/driver.ts'
import { startPty } from '../support/terminal/pty-terminal.ts'
import { waitFor } from '../support/wait-for.ts'
import { workUntil } from './crew.ts'
import { faults } from './faults.ts'
import { memoryHeader, memoryVerdict } from './memory.ts'

const perSec = 200
const faultEveryMs = 60_000
const auditTimeoutMs = 60_000
/** So narrow that the panes are in one column. */
const columns = 75
/** As the shipped Mosquitto is configured. */
const config = 'max_queued_messages 100000\nautosave_interval 5\nlog_type none'

const { values } = parseArgs({ options: { hours: { type: 'string', default: '2' } } })
const folder = mkdtempSync(join(tmpdir(), 'jobdeck-soak-'))
const memoryFile = join(folder, 'memory.csv')
writeFileSync(memoryFile, memoryHeader)
say(`soak: ${values.hours} h, in ${folder}`)

const broker = await startMosquitto({ persistence: true, config })
const proxy = await startFaultProxy(broker.port)
const agents = startNumberedAgents(broker.port)
const { home, env, remove } = newWorkplace(proxy.port)
const stateDir = env.JOBDECK_STATE_DIR ?? ''
const preload = fileURLToPath(new URL('programs/report-memory.ts', import.meta.url))
const pty = startPty(process.execPath, ['--import', preload, jobdeckBin], {
  columns,
  rows: 40,
  cwd: home,
  env: { ...env, SOAK_MEMORY: memoryFile },
  rawChars: 1_000_000,
})
const deck = driverOf(pty)
const end = new AbortController()
const stop = () => end.abort()
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
void pty.exit.then(({ code, signal }) => {
  if (end.signal.aborted) return
  say(`the deck has ended by itself: ${code ?? signal}\n${pty.raw().slice(-2_000)}`)
  stop()
})

await deck.sees('● connected')
const timer = setTimeout(stop, Number(values.hours) * 3_600_000)
const faulting = makeFaults()
const published = await workUntil(end.signal, agents, perSec)
clearTimeout(timer)
await faulting
await waitFor(() => recordedCount(stateDir) >= published, { timeoutMs: auditTimeoutMs, what: 'the last record' }).catch(
  (error: Error) => say(error.message),
)
await deck.resizes(columns, 400)
const audit = auditOf(agents.sent, recordedEvents(stateDir), await allShownJobs(deck))
const screen = await deck.screen()
say(screen.rows[0] ?? '')
say(`sent ${audit.sent}, recorded ${audit.recorded}, shown ${audit.shown}, twice ${audit.twice}`)
for (const problem of audit.problems.slice(0, 10)) say(problem)
for (const why of recordedGaps(stateDir)) say(`gap: ${why}`)
for (const line of memoryVerdict(memoryFile)) say(line)
say(`audit: ${audit.problems.length === 0 ? 'nothing is missing, nothing is there twice' : 'NOT RIGHT'}`)
process.exitCode = audit.problems.length === 0 ? 0 : 1

pty.kill()
await pty.exit
await agents.close()
await proxy.close()
await broker.stop()
remove()

/** Makes a fault a minute until the soak ends; the last one is over then. */
async function makeFaults(): Promise<void> {
  for (let count = 0; !end.signal.aborted; count++) {
    await delay(faultEveryMs, undefined, { signal: end.signal }).catch(() => {})
    const fault = faults[count % faults.length]
    if (end.signal.aborted || !fault) return
    await fault.make(broker, proxy)
    say(`${fault.name}: ${total()} sent, ${recordedCount(stateDir)} recorded`)
  }
}

function total(): number {
  return [...agents.sent.values()].reduce((sum, count) => sum + count, 0)
}

function say(line: string): void {
  const text = `${new Date().toISOString()} ${line}\n`
  process.stdout.write(text)
  appendFileSync(join(folder, 'soak.log'), text)
}
