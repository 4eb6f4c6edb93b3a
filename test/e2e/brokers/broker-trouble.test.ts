import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokerEnv, deckInTmux } from '../../support/deck/open-deck.ts'
import { send } from '../../support/deck/send-event.ts'
import { freePort } from '../../support/free-port.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { type Mosquitto, startMosquitto } from '../../support/mosquitto.ts'
import { startInTmux } from '../../support/terminal/tmux.ts'
import { needs } from '../../support/tools.ts'
import { waitFor } from '../../support/wait-for.ts'

const hermes = { hermes: 'right-password' }

needs(
  'mosquitto',
  'mosquitto-clients',
  'tmux',
)('a deck in trouble with its broker', () => {
  let broker: Mosquitto
  let guarded: Mosquitto
  beforeAll(async () => {
    broker = await startMosquitto()
    guarded = await startMosquitto({ users: hermes })
  })
  afterAll(() => Promise.all([broker.stop(), guarded.stop()]))

  it.concurrent('counts down to the next try in the status bar, and r connects it again at once', async () => {
    const mortal = await startMosquitto()
    const deck = await deckInTmux({ env: brokerEnv(mortal.port), columns: 120, rows: 30 })
    await deck.sees('● connected')
    await send(mortal.port, { job: 'before01', seq: 1, event: 'started' })
    await deck.sees('before01')
    await mortal.kill()
    const offline = await deck.sees(/✗ offline.* · retry/)
    // What the deck knew stays on it.
    expect(offline.text).toContain('before01')
    const countdowns = new Set<string>()
    await deck.seesThat('three countdowns to the next try', ({ rows }) => {
      const [, countdown] = /retry in (\d+) s/.exec(rows[0] ?? '') ?? []
      if (countdown) countdowns.add(countdown)
      return countdowns.size === 3
    })
    await deck.sees(/refused the connection/)
    await mortal.restart()
    await deck.press('r').sees('● connected')
    await send(mortal.port, { job: 'after001', seq: 1, event: 'started' })
    await deck.sees('after001')
    await mortal.stop()
  })

  it.concurrent('connects again without a key press', async () => {
    const mortal = await startMosquitto()
    const deck = await deckInTmux({ env: brokerEnv(mortal.port) })
    await deck.sees('● connected')
    await mortal.kill()
    await deck.sees('✗ offline')
    await mortal.restart()
    await deck.sees('● connected')
    await send(mortal.port, { job: 'again001', seq: 1, event: 'started' })
    await deck.sees('again001')
    await mortal.stop()
  })

  it.concurrent('stops after a wrong password until r is pressed, and says whose login was refused', async () => {
    const login = { MQTT_USERNAME: 'hermes', MQTT_PASSWORD: 'not-the-password' }
    const deck = await deckInTmux({ env: brokerEnv(guarded.port, login), columns: 120, rows: 30 })
    await deck.sees(/✗ stopped.*r retries/)
    const { text } = await deck.sees(/refused the login of "hermes"/)
    expect(text).not.toContain('not-the-password')
    const tries = () => guarded.log().split('New connection').length
    const before = tries()
    await deck.press('r')
    await waitFor(() => tries() > before, { what: 'another try' })
    await deck.sees(/✗ stopped/)
    await deck.press('?').sees('help ─')
    await deck.press('pagedown').sees('reconnect now')
  })

  it.concurrent.each([
    ['a missing CA file', { MQTT_TLS: '1', MQTT_CA_CERTS: '/nowhere/ca.crt' }, /\/nowhere\/ca\.crt/],
    ['TLS on a plain port', { MQTT_TLS: '1' }, /plain port/],
    ['a port that is not a number', { MQTT_PORT: 'abc' }, /MQTT_PORT is "abc"/],
    ['a switch that is neither 1 nor 0', { MQTT_TLS: 'yes' }, /MQTT_TLS is "yes"/],
    ['a password without a user', { MQTT_PASSWORD: 'x-secret-x' }, /MQTT_PASSWORD is set without MQTT_USERNAME/],
  ])('explains %s in the status bar and stays usable', async (_name, env, reason) => {
    const deck = await deckInTmux({ env: brokerEnv(broker.port, env), columns: 120, rows: 24 })
    const before = await deck.sees(/✗ stopped/)
    expect(before.rows.slice(0, 3).join(' ')).toMatch(reason)
    await deck.press('?').sees('The deck')
    await deck.press('q').sees('? help')
    const after = await deck.press('r').sees(/✗ stopped/)
    expect(after.rows.slice(0, 3).join(' ')).toMatch(reason)
    expect(after.text).not.toContain('x-secret-x')
  })

  it.concurrent('connects on r once the broker is up', async () => {
    const port = await freePort()
    const deck = await deckInTmux({ env: brokerEnv(port) })
    await deck.sees(/✗ offline/)
    const late = await startMosquitto({ port })
    await deck.press('r').sees('● connected')
    await late.stop()
  })
})

needs('tmux')('the command line in a terminal', () => {
  it('says what is wrong in one line and leaves the screen alone', async () => {
    const pane = await startInTmux({
      command: [
        '/bin/sh',
        '-c',
        '"$@"; echo "status $?"; read -r _',
        'sh',
        process.execPath,
        join('bin', 'jobdeck.js'),
        '--colour',
      ],
      cwd: join(import.meta.dirname, '../../..'),
      home: temporaryFolder(),
    })
    const { written } = await pane.sees('status 64')
    expect(written).toEqual([expect.stringMatching(/^jobdeck: unknown option/), 'status 64'])
  })
})
