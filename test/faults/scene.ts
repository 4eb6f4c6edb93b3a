// Where the faults happen: agents on a real Mosquitto, a proxy before it, and the built jobdeck in a pseudo-terminal.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { type Audit, auditOf } from '../support/audit.ts'
import { brokerEnv } from '../support/deck/open-deck.ts'
import type { FaultProxy } from '../support/fault-proxy.ts'
import { freePort } from '../support/free-port.ts'
import { type Environment, jobdeckBin, temporaryFolder } from '../support/jobdeck-home.ts'
import type { Mosquitto } from '../support/mosquitto.ts'
import { type NumberedAgents, startNumberedAgents } from '../support/numbered-agents.ts'
import { ownMosquitto } from '../support/own-broker.ts'
import { ownFaultProxy } from '../support/own-fault-proxy.ts'
import { recordedCount, recordedEvents } from '../support/recorded-events.ts'
import { allShownJobs } from '../support/shown-jobs.ts'
import { type PtyProgram, startInPty } from '../support/terminal/pty.ts'
import { waitFor } from '../support/wait-for.ts'

/** So narrow that the panes are in one column, and so high that every job is a pane that shows some events. */
const columns = 75
const rowsOf = (jobs: number) => 20 + 12 * Math.max(jobs, fewJobs)
const fewJobs = 6

export interface SceneOptions {
  /** How many jobs take turns; a few by default. */
  readonly jobs?: number
  /** As the shipped Mosquitto has it by default. */
  readonly maxQueued?: number
}

/** What an audit must find in the end. */
export type IsRight = (audit: Audit) => boolean

export interface DeckOptions {
  /** How to start it; Node with the built jobdeck by default. */
  readonly command?: readonly string[]
  readonly env?: Environment
}

export interface AuditOptions {
  /** How many events of each job were acknowledged; by default what the scene's agents have sent. */
  readonly sent?: ReadonlyMap<string, number>
  /** Where this process finds a state directory that only the deck can see. */
  readonly findStateDir?: () => string
}

export interface Scene {
  readonly broker: Mosquitto
  /** Before the broker; decks connect through it. */
  readonly proxy: FaultProxy
  readonly agents: NumberedAgents
  readonly home: string
  readonly stateDir: string
  /** The environment of jobdeck and of other clients of the broker. */
  readonly env: Environment
  /** Starts a deck; it ends with the test. */
  startDeck(options?: DeckOptions): PtyProgram
  /** Starts a deck and waits until it is connected. */
  openDeck(options?: DeckOptions): Promise<PtyProgram>
  /** Publishes so many events, the jobs taking turns; resolves when all are acknowledged. */
  send(count: number, perSec: number): Promise<void>
  /** How many events the ledger holds. */
  recorded(): number
  /** Waits until the ledger holds so many events. */
  hasRecorded(count: number): Promise<void>
  /** Waits until the ledger and this deck agree with what was sent; what is still wrong when patience ends is in its problems. */
  audit(deck: PtyProgram, options?: AuditOptions): Promise<Audit>
}

/** A scene that ends with the test. */
export async function openScene(isRight: IsRight, options: SceneOptions = {}): Promise<Scene> {
  const { jobs = fewJobs, maxQueued = 100_000 } = options
  const port = await freePort()
  const config = `max_queued_messages ${maxQueued}\nautosave_interval 1800`
  const broker = await ownMosquitto({ port, persistence: true, config })
  const proxy = await ownFaultProxy(port)
  const agents = startNumberedAgents(port)
  onTestFinished(() => agents.close())
  const home = temporaryFolder()
  const stateDir = join(home, 'state')
  mkdirSync(stateDir, { mode: 0o700 })
  const env = brokerEnv(proxy.port)
  const recorded = () => recordedCount(stateDir)
  let published = 0

  function startDeck({ command = [process.execPath, jobdeckBin], env: more = {} }: DeckOptions = {}): PtyProgram {
    const [program = '', ...args] = command
    const deck = startInPty(args, { columns, rows: rowsOf(jobs), home, program, env: { ...env, ...more } })
    onTestFinished(() => deck.kill('SIGKILL'))
    return deck
  }

  return {
    broker,
    proxy,
    agents,
    home,
    stateDir,
    env,
    startDeck,
    openDeck: async (options) => {
      const deck = startDeck(options)
      await deck.sees('● connected')
      return deck
    },
    send: async (count, perSec) => {
      const acknowledged: Promise<void>[] = []
      const begin = performance.now()
      for (let sent = 0; sent < count; ) {
        const due = ((performance.now() - begin) / 1_000) * perSec
        for (; sent < Math.min(count, due); sent++) {
          const job = String((published++ % jobs) + 1).padStart(5, '0')
          acknowledged.push(agents.publish(`job${job}`))
        }
        await delay(5)
      }
      await Promise.all(acknowledged)
    },
    recorded,
    hasRecorded: async (count) => {
      await waitFor(() => recorded() >= count, { what: `${count} records` })
    },
    audit: async (deck, options = {}) => {
      const sent = options.sent ?? agents.sent
      const findStateDir = options.findStateDir ?? (() => stateDir)
      const auditNow = async () => auditOf(sent, recordedEvents(findStateDir()), await allShownJobs(deck))
      const right = async () => {
        const audit = await auditNow()
        return isRight(audit) ? audit : null
      }
      const last = async () => {
        const audit = await auditNow()
        return { ...audit, problems: [...audit.problems, (await deck.screen()).text] }
      }
      return await waitFor(right, { what: 'a good end' }).catch(last)
    },
  }
}
