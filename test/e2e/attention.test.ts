// How the deck reaches a user who looks elsewhere: what it sends to its terminal, and what it says to tmux.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokerEnv, deckInPty, deckInTmux, quit } from '../support/deck/open-deck.ts'
import { send } from '../support/deck/send-event.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'

/** How often the bell has rung: a BEL that ends no string. */
function bells(raw: string): number {
  const strings = /\u001b\][^\u0007\u001b]*\u0007/g
  return raw.replace(strings, '').split('\u0007').length - 1
}

needs('mosquitto', 'tmux')('a deck that its user does not look at', () => {
  let broker: Mosquitto
  beforeAll(async () => {
    broker = await startMosquitto()
  })
  afterAll(() => broker.stop())

  it('rings and notifies once when a job asks, and runs the command of its user', async () => {
    const home = temporaryFolder()
    const said = join(home, 'said')
    const command = ['sh', '-c', 'printf "%s|%s" "$JOBDECK_ALERT" "$JOBDECK_DETAIL" > "$0"', said]
    const config = join(home, 'config')
    mkdirSync(config, { recursive: true })
    writeFileSync(join(config, 'config.json'), JSON.stringify({ attention: { command, notify: 'osc777' } }))
    const deck = await deckInPty({ home, env: brokerEnv(broker.port, { JOBDECK_CONFIG_DIR: config }) })
    await deck.sees('● connected')
    const asks = { job: 'asker001', seq: 1, event: 'permission_required', detail: 'rm -rf build/; \u001b]0;x\u0007' }
    await send(broker.port, asks)
    await send(broker.port, asks)
    const notice = '\u001b]777;notify;asker001 needs you;rm -rf build/,\u0007'
    await waitFor(() => deck.raw().includes(notice), { what: 'the notification' })
    await waitFor(() => existsSync(said) && readFileSync(said, 'utf8') !== '', { what: 'the command' })
    expect(readFileSync(said, 'utf8')).toBe('needs-you|rm -rf build/;')
    expect(deck.raw()).toContain('\u001b]2;◆1 jobdeck\u0007')
    await quit(deck)
    expect(bells(deck.raw())).toBe(1)
    expect(deck.raw().split(notice)).toHaveLength(2)
    expect(deck.raw()).toMatch(/\u001b\[\?1004l[\s\S]*\u001b\[23;2t/)
  })

  it('does not ring for a job that its user has silenced', async () => {
    const deck = await deckInPty({ env: brokerEnv(broker.port), args: ['quiet001', 'loud0001'] })
    await deck.sees('● connected')
    await send(broker.port, { job: 'quiet001', seq: 1, event: 'started' })
    // The frame in which it first appears has no selection yet.
    await deck.sees('┏ ▶ quiet001')
    // A key that comes right after the selection has gone to a job by itself may have been meant for another.
    const { text } = await deck.press('z').sees(/quiet001 z|press again/)
    if (text.includes('press again')) await deck.press('z').sees('quiet001 z')
    await send(broker.port, { job: 'quiet001', seq: 2, event: 'permission_required' })
    await deck.sees('◆ 1')
    await send(broker.port, { job: 'loud0001', seq: 1, event: 'permission_required' })
    await waitFor(() => bells(deck.raw()) > 0, { what: 'the bell of the other job', timeoutMs: 20_000 })
    await quit(deck)
    expect(bells(deck.raw())).toBe(1)
    expect(deck.raw()).toContain('loud0001 needs you')
    expect(deck.raw()).not.toContain('quiet001 needs you')
  })

  it('keeps the option @jobdeck of tmux and the title of its pane up to date, and removes them', async () => {
    const deck = await deckInTmux({ env: brokerEnv(broker.port) })
    await deck.sees('● connected')
    const option = async () => (await deck.tmux('show-options', '-gqv', '@jobdeck')).trim()
    const title = async () => (await deck.tmux('display-message', '-p', '#{pane_title}')).trim()
    await waitFor(async () => (await title()) === 'jobdeck', { what: 'the title' })
    await send(broker.port, { job: 'asker002', seq: 1, event: 'permission_required' })
    await waitFor(async () => /^◆[12]/.test(await option()), { what: 'the option' })
    expect(await title()).toMatch(/^◆[12] jobdeck$/)
    await deck.press('q')
    await waitFor(async () => (await option()) === '', { what: 'the end of the option' })
    expect(await title()).not.toContain('jobdeck')
  })
})
