// Others who do the same at the same time: two monitors, two publishers, and one who dies with the registry's lock.
import { join } from 'node:path'
import { expect } from 'vitest'
import { jobdeckEnvironment } from '../support/jobdeck-home.ts'
import { ended, startProgram } from '../support/program.ts'
import { startPython } from '../support/python.ts'
import { runJobdeck, startJobdeck } from '../support/run-jobdeck.ts'
import { needs } from '../support/tools.ts'
import { inForm, testFault } from './fault.ts'
import type { Scene } from './scene.ts'

const events = inForm({ short: 8, long: 30 })
const holder = join(import.meta.dirname, 'programs/lock-holder.ts')

async function registered({ home, env }: Scene): Promise<string> {
  const { code, stdout } = await runJobdeck(['register', '--prompt', 'p', '--timeout', '1h'], { home, env })
  expect(code).toBe(0)
  return stdout.trim()
}

needs('mosquitto', 'python3-paho-mqtt')('company', () => {
  testFault({
    name: 'two monitors with one ledger, and two publishers of the same jobs, one of them Python',
    answer:
      'Each monitor has its own session, the ledger takes each event once, and the registry gives each number once.',
    run: async (scene) => {
      const { home, env, openDeck, audit } = scene
      const jobs = [await registered(scene), await registered(scene)]
      const decks = [await openDeck(), await openDeck()] as const
      const byJobdeck = async (job: string) => {
        for (let n = 0; n < events; n++) {
          const { code, stdout } = await runJobdeck(['emit', job, 'progress'], { home, env })
          expect([code, stdout]).toEqual([0, expect.stringContaining('acked')])
        }
      }
      const byPython = async (job: string) => {
        for (let n = 0; n < events; n++) {
          const args = ['--job', job, '--event', 'progress']
          const { status, stderr } = await ended(startPython('publish_event', args, jobdeckEnvironment(home, env)))
          expect([status, stderr]).toEqual([0, ''])
        }
      }
      for (const job of jobs) await Promise.all([byJobdeck(job), byPython(job)])
      const sent = new Map(jobs.map((job) => [job, 2 * events]))
      const [first, second] = [await audit(decks[0], { sent }), await audit(decks[1], { sent })]
      return { ...second, problems: [...first.problems, ...second.problems] }
    },
  })

  testFault({
    name: "another process holds the registry's lock, and is killed (-9) while an event is emitted",
    answer: 'A lock ends with its process: emit waits, takes the next number and sends.',
    run: async (scene) => {
      const { home, env, openDeck, audit } = scene
      const job = await registered(scene)
      const deck = await openDeck()
      const other = startProgram(process.execPath, [holder, join(home, 'jobs')])
      await other.waitForLine('held')
      const emitting = startJobdeck(['emit', job, 'progress'], { home, env })
      await emitting.waitForErrorLine('waiting for the registry lock')
      other.kill('SIGKILL')
      expect((await emitting.exit).code).toBe(0)
      return await audit(deck, { sent: new Map([[job, 1]]) })
    },
  })
})
