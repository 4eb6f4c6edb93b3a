import { chmodSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seesSeconds } from '../../support/deck/clock.ts'
import { quit } from '../../support/deck/open-deck.ts'
import { startMosquitto } from '../../support/mosquitto.ts'
import { runJobdeck } from '../../support/run-jobdeck.ts'
import { startInPty } from '../../support/terminal/pty.ts'
import { needs } from '../../support/tools.ts'
import { oddCertificate } from './odd-certificate.ts'
import { exposeKey, type TlsBrokers, tlsBrokers } from './tls-brokers.ts'

/** Longer than until the first retry of a failure that is not final (PROTOCOL.md §7: 1–2 s). */
const pastFirstRetrySec = 4

needs('mosquitto', 'openssl')('a connection with TLS', () => {
  let brokers: TlsBrokers
  beforeAll(async () => {
    brokers = await tlsBrokers()
  })
  afterAll(() => brokers.stop())

  it('is shown with profile, URL and user in the status bar, without a warning', async () => {
    const deck = startInPty([], { env: brokers.env('good', { MQTT_USERNAME: 'hermes' }), columns: 120 })
    const [bar = ''] = (await deck.sees('● connected')).rows
    expect(bar).toMatch(
      new RegExp(` env +● (?:connected +)?mqtts://127\\.0\\.0\\.1:${brokers.of('good').port} +as hermes`),
    )
    expect(bar).not.toMatch(/plain|public/)
    await quit(deck)
  })

  it('is missing where a login goes over the wire, says the status bar in yellow: plain', async () => {
    const env = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(brokers.of('plain').port), MQTT_USERNAME: 'hermes' }
    const deck = startInPty([], { env, columns: 120 })
    const [bar = ''] = (await deck.sees('● connected')).rows
    expect(bar).toMatch(/ plain /)
    expect(deck.raw()).toContain('\u001b[33mplain\u001b[39m')
    await quit(deck)
  })

  it('is not asked for on this machine without a login: the status bar does not warn', async () => {
    const env = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(brokers.of('plain').port) }
    const deck = startInPty([], { env, columns: 120 })
    const [bar = ''] = (await deck.sees('● connected')).rows
    expect(bar).not.toMatch(/plain|public/)
    await quit(deck)
  })

  it('accepts a self-signed server certificate as its own CA', async () => {
    const env = brokers.env('self-signed', { MQTT_BROKER: 'localhost' })
    expect(await runJobdeck(['emit', 'job00001', 'started'], { env })).toMatchObject({ code: 0, stderr: '' })
  })

  it('is mutual with a client certificate, and warns about a key that every user can read', async () => {
    const { client } = brokers.pairs
    const env = brokers.env('wanting a client certificate', { MQTT_CERTFILE: client.cert, MQTT_KEYFILE: client.key })
    const quiet = await runJobdeck(['emit', 'job00001', 'started'], { env })
    expect(quiet).toMatchObject({ code: 0, stdout: 'seq=1 acked\n', stderr: '' })
    exposeKey(client)
    const warning = /every user of this machine can read the client key \S+client\.key: run chmod 600 on it/
    for (const command of [['emit', 'job00002', 'started'], ['watch', 'job00001', '--timeout', '1'], ['verify']])
      expect((await runJobdeck(command, { env })).stderr, command.join(' ')).toMatch(warning)
    expect((await runJobdeck(['doctor'], { env })).stdout).toMatch(/! key +other users have access to \S+client\.key/)
    const deck = startInPty([], { env, columns: 100, rows: 24 })
    await deck.sees('● connected')
    await deck.seesThat('the warning', ({ unwrapped }) => warning.test(unwrapped))
    await quit(deck)
    chmodSync(client.key, 0o600)
  })

  it('stays stopped after its fault is fixed, until r is pressed', async () => {
    const { path } = brokers.folder
    const pair = await oddCertificate(path, 'fixed', { commonName: 'fixed', names: ['elsewhere.invalid'] })
    const broker = await startMosquitto({ listener: `certfile ${pair.cert}\nkeyfile ${pair.key}` })
    try {
      const env = { MQTT_BROKER: 'localhost', MQTT_PORT: String(broker.port), MQTT_TLS: '1', MQTT_CA_CERTS: pair.cert }
      const deck = startInPty([], { env, columns: 120 })
      await deck.sees('✗ stopped')
      await oddCertificate(path, 'fixed', { commonName: 'fixed', names: ['localhost'] })
      await broker.restart()
      const before = deck.raw().length
      await seesSeconds(deck, pastFirstRetrySec)
      // A try would succeed now. The broker's log cannot show this: it also lists the test that waits for the broker.
      expect(deck.raw().slice(before)).not.toMatch(/connect(?:ing|ed)/)
      expect((await deck.screen()).rows[0]).toContain('✗ stopped')
      await deck.press('r').sees('● connected')
      await quit(deck)
    } finally {
      await broker.stop()
    }
  })

  it('is suggested to a client that speaks plain MQTT to a TLS port', async () => {
    const env = brokers.env('good', { MQTT_TLS: '0', MQTT_CA_CERTS: undefined })
    const words = /closed the connection without an answer[\s\S]*if port \d+ is a TLS port \(often 8883\), turn TLS on/
    for (const command of [['watch'], ['emit', 'job00001', 'started', '--timeout', '2'], ['verify']]) {
      const { code, stdout, stderr } = await runJobdeck(command, { env })
      expect({ command, code, said: stdout + stderr }).toEqual({
        command,
        code: 69,
        said: expect.stringMatching(words),
      })
    }
    const deck = startInPty([], { env, columns: 120 })
    await deck.sees('✗ offline')
    await deck.seesThat(`${words}`, ({ unwrapped }) => words.test(unwrapped))
    await quit(deck)
  })
})
