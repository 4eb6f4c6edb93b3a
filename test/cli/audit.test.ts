import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SqliteLedger } from '../../src/io/ledger/sqlite/sqlite-ledger.ts'
import { payloadOf } from '../app/deck/messages.ts'
import { jobId, newEvent, noProblem } from '../io/ledger/entries.ts'
import { outgoing } from '../io/ledger/outgoing.ts'
import { putRecord, recordJson } from '../io/registry/fixtures.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { runHere } from './run-here.ts'

const env = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: '18830' }
const broker = 'mqtt://127.0.0.1:18830'
const startMs = Date.UTC(2026, 5, 19, 9, 30)

/** A ledger with a job that is complete, one with a hole and everything unusual, and what `more` adds. */
async function auditedHome(more: (ledger: SqliteLedger) => unknown = () => {}) {
  const home = temporaryFolder()
  const ledger = new SqliteLedger({ stateDir: join(home, 'state'), broker, onProblem: noProblem })
  ledger.append([1, 2, 3].map((seq) => newEvent('whole001', seq)))
  ledger.append([
    newEvent('holes001', 1, { at: 5_000 }),
    newEvent('holes001', 2, { at: 6_000 }),
    newEvent('holes001', 5, { at: 7_000 }),
    newEvent('holes001', 4, { at: 8_000, note: 'out-of-order', effect: 'counted' }),
    newEvent('holes001', 9, { at: 9_000, note: 'forged', effect: 'none' }),
    { ...newEvent('holes001', 6, { at: 10_000 }), source: 'file' },
    newEvent('holes001', 7, { at: 60_000, event: 'completed', retained: true }),
  ])
  await ledger.tally(jobId('holes001'), 'repeated', 2)
  await more(ledger)
  await ledger.close()
  return home
}

const audit = (home: string, ...args: string[]) => runHere(['audit', ...args], { home, env })

describe('audit', () => {
  it('shows what was seen, missed and unusual of each job, aligned, and fails because something is missing', async () => {
    const { status, stdout, stderr } = await audit(await auditedHome())
    expect(status).toBe(1)
    expect(stdout.split('\n')).toEqual([
      '✓ whole001',
      '  seen            1–3 (3)',
      '  known since     2026-06-19T09:30:00Z',
      '✗ holes001',
      '  seen            1–2, 4–7 (6)',
      '  missed          3',
      '  repeated        2',
      '  late            4',
      '  forged          9',
      '  retained        7',
      '  from a file     6',
      '  known since     2026-06-19T09:30:05Z',
      '',
    ])
    expect(stderr).toBe(
      'jobdeck: 1 of 2 jobs incomplete · the ledger begins at 2026-06-19T09:30:00Z · mqtt://127.0.0.1:18830\n',
    )
  })

  it('succeeds when nothing of the named jobs is missing', async () => {
    const { status, stdout } = await audit(await auditedHome(), 'whole001')
    expect(status).toBe(0)
    expect(stdout).not.toContain('holes001')
  })

  it('misses the numbers that the record says were taken, unless it names another broker or they are in the outbox', async () => {
    const home = await auditedHome(async ({ outbox }) => {
      await outbox.confirm(await outbox.reserve(outgoing(5, { jobId: jobId('whole001') }), ''))
    })
    const dir = join(home, 'jobs')
    await putRecord(dir, 'whole001', recordJson('whole001', { last_seq: 5 }))
    const elsewhere = { host: 'mqtt.internal', port: 8883, tls: true }
    await putRecord(dir, 'distant1', recordJson('distant1', { last_seq: 9, broker: elsewhere }))
    await putRecord(
      dir,
      'silent01',
      recordJson('silent01', { last_seq: 2, broker: { ...env, host: '127.0.0.1', port: 18830 } }),
    )
    const { jobs } = JSON.parse((await audit(home, '--json')).stdout)
    const missed = jobs.map((job: { job_id: string; missed: unknown }) => [job.job_id, job.missed])
    expect(Object.fromEntries(missed)).toEqual({ whole001: [[4, 4]], holes001: [[3, 3]], silent01: [[1, 2]] })
  })

  it('does not miss what is in the log of a job, which the next monitor reads', async () => {
    const home = temporaryFolder()
    const dir = join(home, 'jobs')
    await putRecord(dir, 'fresh001', recordJson('fresh001', { last_seq: 3 }))
    const lines = [1, 2].map((seq) => payloadOf('fresh001', seq, 'progress'))
    writeFileSync(join(dir, 'fresh001.events.log'), `${lines.join('\n')}\n`)
    const { status, stdout, stderr } = await audit(home)
    expect(stdout.split('\n')).toEqual([
      '✗ fresh001',
      '  seen            nothing',
      '  missed          3',
      '  in its log      1–2 (2)',
      '  known since     never: no monitor has received it',
      '',
    ])
    expect(stderr).toContain('the ledger is empty: no monitor has received anything yet')
    expect(status).toBe(1)
    await putRecord(dir, 'fresh001', recordJson('fresh001', { last_seq: 2 }))
    expect((await audit(home)).status).toBe(0)
  })

  it('tells what only the log has by seq and content: after a restart two events have one number', async () => {
    const home = await auditedHome((ledger) => {
      ledger.append([newEvent('whole001', 1, { at: 90_000, note: 'restarted', effect: 'restarts', detail: 'again' })])
    })
    const dir = join(home, 'jobs')
    await putRecord(dir, 'whole001', recordJson('whole001', { last_seq: 3, created_at: '2026-06-19T09:30:00Z' }))
    const recorded = [1, 2, 3].map((seq) => newEvent('whole001', seq).entry.payload)
    const unrecorded = payloadOf('whole001', 1, 'progress', { detail: 'of a third run' })
    const loggedWith = async (...lines: readonly string[]) => {
      writeFileSync(join(dir, 'whole001.events.log'), `${lines.join('\n')}\n`)
      return JSON.parse((await audit(home, 'whole001', '--json')).stdout).jobs[0].logged
    }
    expect(await loggedWith(...recorded)).toEqual([])
    expect(await loggedWith(...recorded, unrecorded)).toEqual([[1, 1]])
  })

  it('does not miss numbers of events that were dropped, refused, given up or half taken: they were not sent', async () => {
    const home = await auditedHome(async ({ outbox }) => {
      for (const [i, state] of (['dropped', 'refused', 'expired'] as const).entries()) {
        const id = await outbox.reserve(outgoing(4 + i, { jobId: jobId('whole001') }), '')
        await outbox.confirm(id)
        await outbox.move([id], state, null)
      }
      await outbox.reserve(outgoing(7, { jobId: jobId('whole001') }), '')
    })
    await putRecord(join(home, 'jobs'), 'whole001', recordJson('whole001', { last_seq: 7 }))
    const { status, stdout } = await audit(home, 'whole001')
    expect(stdout).toContain('not sent        4–7')
    expect(stdout).not.toContain('missed')
    expect(status).toBe(0)
  })

  it('counts a restart of the publisher against the record that was there, not against one that was made later', async () => {
    const home = await auditedHome((ledger) => {
      ledger.append([newEvent('whole001', 1, { at: 90_000, note: 'restarted', effect: 'restarts', detail: 'again' })])
    })
    const missedWith = async (created_at: string) => {
      await putRecord(join(home, 'jobs'), 'whole001', recordJson('whole001', { last_seq: 3, created_at }))
      return JSON.parse((await audit(home, 'whole001', '--json')).stdout).jobs[0].missed
    }
    expect(await missedWith('2026-06-19T09:30:00Z')).toEqual([])
    expect(await missedWith('2026-06-19T09:31:00Z')).toEqual([[2, 3]])
  })

  it('names the gaps within the life of each job', async () => {
    const gap = (fromMs: number, toMs: number) => ({
      ...{ fromMs: startMs + fromMs, toMs: startMs + toMs, fromAtMs: startMs + fromMs, toAtMs: startMs + toMs },
      why: 'the deck was closed',
    })
    const home = await auditedHome(async (ledger) => {
      await ledger.recordGap(gap(-90_000, -60_000))
      await ledger.recordGap(gap(20_000, 50_000))
      await ledger.recordGap(gap(70_000, 80_000))
    })
    const { stdout } = await audit(home, 'holes001')
    expect(stdout.match(/^ {2}not heard .*$/gm)).toEqual([
      '  not heard       2026-06-19T09:30:20Z – 2026-06-19T09:30:50Z, the deck was closed',
    ])
  })

  it('prints one JSON document with exact ranges', async () => {
    const { status, stdout, stderr } = await audit(await auditedHome(), 'holes001', '--json')
    expect([status, stderr]).toEqual([1, ''])
    expect(JSON.parse(stdout)).toEqual({
      broker,
      since: '2026-06-19T09:30:00.000Z',
      complete: false,
      jobs: [
        {
          job_id: 'holes001',
          since: '2026-06-19T09:30:05.000Z',
          complete: false,
          seen: [
            [1, 2],
            [4, 7],
          ],
          missed: [[3, 3]],
          missed_before: 0,
          not_recorded: 0,
          repeated: 2,
          unsent: [],
          logged: [],
          late: [[4, 4]],
          after_end: [],
          second_end: [],
          restarted: [],
          stray: [],
          forged: [[9, 9]],
          unsigned: [],
          retained: [[7, 7]],
          file: [[6, 6]],
          unreadable_lines: 0,
          gaps: [],
        },
      ],
    })
  })

  it('refuses a job that nobody knows', async () => {
    const { status, stderr } = await audit(await auditedHome(), 'nobody01')
    expect(status).toBe(65)
    expect(stderr).toMatch(/neither the ledger of this broker nor the registry knows job nobody01/)
  })

  it('says that the ledger is empty, and creates none', async () => {
    const home = temporaryFolder()
    expect(await audit(home)).toEqual({
      status: 0,
      stdout: '',
      stderr:
        'jobdeck: 0 of 0 jobs incomplete · the ledger is empty: no monitor has received anything yet · mqtt://127.0.0.1:18830\n',
    })
  })

  it('names a record that it cannot use, because its numbers may be missing', async () => {
    const home = await auditedHome()
    mkdirSync(join(home, 'jobs'))
    writeFileSync(join(home, 'jobs/broken01.json'), '{')
    expect(await audit(home)).toMatchObject({ status: 65, stderr: /broken01.json: the file is not valid JSON/ })
  })
})
