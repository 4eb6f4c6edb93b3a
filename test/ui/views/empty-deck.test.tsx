// A deck without jobs: what it waits for, and advice that is right.
import { describe, expect, it } from 'vitest'
import type { DeckState } from '../../../src/app/deck/deck-state.ts'
import { JobdeckError } from '../../../src/domain/failure.ts'
import type { JobId } from '../../../src/domain/protocol/job-id.ts'
import { cellWidth } from '../../../src/domain/text/cells.ts'
import { openDeck, type Size, sizes } from '../deck-terminal.tsx'
import { nowMs, stateOf } from '../fixtures.ts'

let deck: Awaited<ReturnType<typeof openDeck>>

async function shownOn(size: Size, change: Partial<DeckState>): Promise<string> {
  deck = await openDeck(stateOf([], change), size)
  expect(deck.lines()).toHaveLength(size.rows)
  for (const line of deck.lines()) expect(cellWidth(line)).toBeLessThanOrEqual(size.columns)
  return deck.frame().replaceAll(/\s+/g, ' ')
}

function only(...ids: readonly string[]): Partial<DeckState> {
  return { only: new Set(ids as readonly JobId[]) }
}

const brokenSettings: Partial<DeckState> = {
  broker: { profile: 'env', url: 'no broker', username: null, security: 'unknown' },
  connection: { phase: 'stopped', error: new JobdeckError('config', 'MQTT_PORT is "abc"', 'use 1 to 65535') },
}

describe.each(sizes)('an empty deck at $columns×$rows', (size) => {
  it('that is limited to some jobs names them, and says how to see all', async () => {
    const text = await shownOn(size, only('lst', 'abc12345'))
    expect(text).toContain('Waiting for 2 jobs')
    expect(text).toContain('lst, abc12345')
    expect(text).toContain('To see every job: q, then jobdeck without ids.')
    expect(text).not.toContain('No jobs yet')
    expect(text).not.toContain('mosquitto_pub')
  })

  it('that is limited to jobs with a record says so, and how to see all', async () => {
    const text = await shownOn(size, { only: 'mine' })
    expect(text).toContain('Waiting for your jobs')
    expect(text).toContain('for jobs with a record only')
    expect(text).toContain('To see every job: q, then jobdeck without --mine.')
    expect(text).not.toContain('mosquitto_pub')
  })

  it('does not say "public" when the settings lead to no broker', async () => {
    const text = await shownOn(size, brokenSettings)
    expect(text).not.toContain('public')
    expect(text).not.toContain('listens to')
    expect(text).toContain('MQTT_PORT is "abc"')
    expect(text).toContain('press b to choose another broker')
  })

  it('does not mention sending events while there is no broker to send them to', async () => {
    const error = new JobdeckError('unreachable', 'cannot reach mqtts://127.0.0.1:8883', 'is it running?')
    const connection = { phase: 'waiting', error, retryAtMs: nowMs + 4000, attempt: 2 } as const
    const text = await shownOn(size, { connection })
    expect(text).toContain('Not connected')
    expect(text).not.toContain('mosquitto_pub')
  })
})

describe('an empty deck', () => {
  it('offers no key that has nothing to do', async () => {
    await shownOn({ columns: 80, rows: 24 }, {})
    expect(deck.lines().at(-1)?.trimEnd()).toBe(' n new  b broker  m dropped  ? help  q quit')
  })

  it('names the CA in its command wherever there is TLS, also without a login', async () => {
    const broker = { ...stateOf([]).broker, username: null, security: 'public' } as const
    expect(await shownOn({ columns: 80, rows: 24 }, { broker })).toContain('--cafile ca.crt')
    deck.close()
    const plain = { ...broker, url: 'mqtt://mqtt.internal:1883' }
    expect(await shownOn({ columns: 80, rows: 24 }, { broker: plain })).not.toContain('--cafile')
  })

  it('uses the singular for one job', async () => {
    const text = await shownOn({ columns: 80, rows: 24 }, only('abc12345'))
    expect(text).toContain('Waiting for one job')
    expect(text).toContain('for this job only: abc12345')
  })

  it('counts the jobs that it has no room to name', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `job-${index}`)
    const text = await shownOn({ columns: 80, rows: 24 }, only(...ids))
    expect(text).toContain('Waiting for 30 jobs')
    expect(text).toContain('job-11 and 18 more')
  })

  it('looks as it did when it is limited to some jobs', async () => {
    await shownOn({ columns: 80, rows: 24 }, only('lst', 'abc12345'))
    await expect(deck.frame()).toMatchFileSnapshot('frames/empty-only-80x24.txt')
  })
})
