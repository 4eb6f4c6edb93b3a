// A registry and an environment that the Python programs and jobdeck share.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { sourceOf } from '../../src/app/brokers/broker-source.ts'
import { EmbeddedHost } from '../../src/app/brokers/embedded-host.ts'
import { Deck } from '../../src/app/deck/deck.ts'
import { profilesOf } from '../../src/cli/context/open-profiles.ts'
import { statusAt } from '../../src/domain/jobs/deadlines.ts'
import { systemClock } from '../../src/io/clock/system-clock.ts'
import { LedgerThread } from '../../src/io/ledger/thread/ledger-thread.ts'
import { jobsOf } from '../app/deck/standing-jobs.ts'
import { capturedContext } from '../support/captured-context.ts'
import { type Environment, jobdeckEnvironment, temporaryFolder } from '../support/jobdeck-home.ts'
import { ended, type Program, type Ran } from '../support/program.ts'
import { type PythonProgram, startPython } from '../support/python.ts'
import { startJobdeck } from '../support/run-jobdeck.ts'
import { waitFor } from '../support/wait-for.ts'

/** On a busy machine the other side may hold the lock for a moment. */
const nothingButWaiting = /^(jobdeck: waiting for the registry lock…\n)*$/

export class Workplace {
  readonly home = temporaryFolder()
  readonly registryDir = join(this.home, 'jobs')
  readonly env: Environment

  constructor(env: Environment) {
    this.env = env
  }

  startJobdeck(...args: readonly string[]): Program {
    return startJobdeck(args, { home: this.home, env: this.env })
  }

  startPython(program: PythonProgram, ...args: readonly string[]): Program {
    return startPython(program, args, jobdeckEnvironment(this.home, this.env))
  }

  jobdeck(...args: readonly string[]): Promise<Ran> {
    return ended(this.startJobdeck(...args))
  }

  python(program: PythonProgram, ...args: readonly string[]): Promise<Ran> {
    return ended(this.startPython(program, ...args))
  }

  /** The id that `register` of either language prints. */
  async registered(run: Promise<Ran>): Promise<string> {
    const { status, stdout, stderr } = await run
    expect(status, stderr).toBe(0)
    // The tests register side by side in one registry, so one may wait for another and says so.
    expect(stderr).toMatch(nothingButWaiting)
    expect(stdout).toMatch(/^[0-9a-z]{8}\n$/)
    return stdout.trim()
  }

  /** Publishes by Python and expects that it was acknowledged. */
  async pythonPublishes(job: string, event: string, ...args: readonly string[]): Promise<void> {
    const { status, stderr } = await this.python('publish_event', '--job', job, '--event', event, ...args)
    expect([status, stderr]).toEqual([0, ''])
  }

  /** Emits by jobdeck and returns what it printed. */
  async jobdeckEmits(job: string, event: string, ...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.jobdeck('emit', job, event, ...args)
    expect(status, stderr).toBe(0)
    expect(stderr).toMatch(nothingButWaiting)
    return stdout.trim()
  }

  async startSubscriber(...args: readonly string[]): Promise<Program> {
    const subscriber = this.startPython('job_subscriber', ...args)
    await subscriber.waitForErrorLine('subscribed')
    return subscriber
  }

  async startWatch(...args: readonly string[]): Promise<Program> {
    const watch = this.startJobdeck('watch', ...args)
    await watch.waitForErrorLine('subscribed on')
    return watch
  }

  async record(job: string): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(join(this.registryDir, `${job}.json`), 'utf8'))
  }

  async loggedSeqs(job: string): Promise<readonly number[]> {
    const lines = (await readFile(join(this.registryDir, `${job}.events.log`), 'utf8')).trim().split('\n')
    return lines.map((line) => JSON.parse(line).seq)
  }

  /** The monitor without its screen; `jobOf` gives what a pane would be drawn from. */
  async openMonitor() {
    const env = { ...this.env, JOBDECK_STATE_DIR: join(this.home, 'state') }
    const { context } = capturedContext({ home: this.home, env })
    const profiles = profilesOf(context)
    const embedded = new EmbeddedHost()
    const deck = new Deck({
      profile: profiles.choose(null),
      profiles,
      sourceOf: (profile) => sourceOf(profile, context, embedded),
      only: null,
      registryDir: this.registryDir,
      openLedger: new LedgerThread().openLedger,
      env: context.env,
      clock: context.clock,
      sessions: null,
    })
    onTestFinished(async () => void (await deck.close()))
    deck.start()
    const { store } = deck
    await waitFor(() => store.getState().connection.phase === 'connected', { what: 'the monitor to be connected' })
    const jobOf = (id: string) => jobsOf(store.getState().jobs).find((job) => job.id === id)
    return {
      state: () => store.getState(),
      jobOf,
      /** Waits until the job has the status, and returns the job. */
      jobAt: (id: string, status: string) =>
        waitFor(
          () => {
            const job = jobOf(id)
            return job && statusAt(job, systemClock.monotonicMs()) === status ? job : null
          },
          { what: `job ${id} to be ${status}` },
        ),
    }
  }
}
