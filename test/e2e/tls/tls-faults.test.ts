import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Environment } from '../../support/jobdeck-home.ts'
import { runJobdeck } from '../../support/run-jobdeck.ts'
import { startInPty } from '../../support/terminal/pty.ts'
import { needs } from '../../support/tools.ts'
import { type TlsBrokers, tlsBrokers } from './tls-brokers.ts'

interface Fault {
  readonly what: string
  readonly env: (brokers: TlsBrokers) => Environment
  readonly words: RegExp
  /** 69 unless it fails before a connection is tried. */
  readonly status?: number
  /** Retried slowly, because a wrong clock may be the fault. */
  readonly passes?: true
}

const faults: readonly Fault[] = [
  { what: 'an expired certificate', env: (at) => at.env('expired'), words: /has expired/, passes: true },
  {
    what: 'a certificate that is not valid yet',
    env: (at) => at.env('not yet valid'),
    words: /is not valid yet/,
    passes: true,
  },
  {
    what: 'a certificate for another host',
    env: (at) => at.env('for other names'),
    words: /is not for 127\.0\.0\.1 but for mqtt\.internal, 10\.0\.0\.1/,
  },
  {
    what: 'an unknown CA',
    env: (at) => at.env('good', { MQTT_CA_CERTS: at.pairs.otherCa.cert }),
    words: /has a certificate from an unknown CA/,
  },
  {
    what: 'a self-signed certificate that no CA has signed',
    env: (at) => at.env('self-signed', { MQTT_BROKER: 'localhost', MQTT_CA_CERTS: at.pairs.ca.cert }),
    words: /has a self-signed certificate that is not trusted/,
  },
  {
    what: 'a missing client certificate where one is required',
    env: (at) => at.env('wanting a client certificate'),
    words: /requires a client certificate \(mutual TLS\)/,
  },
  {
    what: 'a client certificate of a foreign CA',
    env: (at) =>
      at.env('wanting a client certificate', {
        MQTT_CERTFILE: at.pairs.foreign.cert,
        MQTT_KEYFILE: at.pairs.foreign.key,
      }),
    words: /does not accept the client certificate/,
  },
  {
    what: 'a key that does not match its certificate',
    env: (at) =>
      at.env('wanting a client certificate', {
        MQTT_CERTFILE: at.pairs.client.cert,
        MQTT_KEYFILE: at.pairs.foreign.key,
      }),
    words: /the client key \S+foreign\.key does not match the certificate \S+client\.crt/,
    status: 78,
  },
  {
    what: 'a CA bundle without a certificate',
    env: (at) => at.env('good', { MQTT_CA_CERTS: at.pairs.ca.key }),
    words: /the CA bundle \(MQTT_CA_CERTS\) \S+ does not contain a valid certificate/,
    status: 78,
  },
  {
    what: 'a plain port',
    env: (at) => at.env('plain'),
    words: /closed the connection during the TLS handshake \(port \d+ is probably a plain port\)/,
  },
  {
    what: 'a hostile alternative name',
    env: (at) => at.env('hostile alternative name'),
    words: /is not for 127\.0\.0\.1 but for .*evil/,
  },
  {
    what: 'a hostile common name',
    env: (at) => at.env('hostile common name'),
    words: /is not for 127\.0\.0\.1 but for .*evil/,
  },
]

needs('mosquitto', 'openssl')('a failing TLS connection', () => {
  let brokers: TlsBrokers
  beforeAll(async () => {
    brokers = await tlsBrokers()
  })
  afterAll(() => brokers.stop())

  it.each(faults)(
    'is explained by the deck, which waits for the user or retries slowly: $what',
    async ({ env, words, passes }) => {
      const deck = startInPty([], { env: env(brokers), columns: 120, rows: 24 })
      await deck.seesThat('what happens next', ({ unwrapped }) =>
        (passes ? /✗ offline · retry in [2-6]\d s/ : /✗ stopped · r retries/).test(unwrapped),
      )
      await deck.seesThat(`${words}`, ({ unwrapped }) => words.test(unwrapped))
      await deck.press('r').sees(passes ? '✗ offline' : '✗ stopped')
      // Not by a letter: two in a row would be taken for text.
      await deck.press('ctrl-c')
      expect(await deck.exit).toEqual({ code: 0, signal: null })
      // The names are shown without their control characters.
      const ownTitle = '\u001b]2;jobdeck\u0007'
      expect(deck.raw().replaceAll(ownTitle, '')).not.toMatch(/\u001b\]|\u001b\[31m\.evil|[\u0080-\u009f]/)
    },
  )

  it.each(faults)('ends watch, emit and verify with its exit status: $what', async ({ env, words, status = 69 }) => {
    const emit = ['emit', 'job00001', 'started', '--timeout', '2']
    for (const command of [['watch'], emit, ['verify'], ['verify', '--json'], ['doctor']]) {
      const { code, stdout, stderr } = await runJobdeck(command, { env: env(brokers) })
      const said = stdout + stderr
      expect({ command, code, said }).toEqual({
        command,
        code: command[0] === 'doctor' ? 1 : status,
        said: expect.stringMatching(words),
      })
      expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
      expect(said).not.toMatch(/ at .*\.js:\d/)
    }
  })
})
