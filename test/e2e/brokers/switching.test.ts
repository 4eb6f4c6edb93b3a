import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openLedger } from '../../../src/io/ledger/open-ledger.ts'
import { goBack, selectProfile, switchBroker } from '../../support/deck/broker-list.ts'
import { quit } from '../../support/deck/open-deck.ts'
import { send } from '../../support/deck/send-event.ts'
import { freePort } from '../../support/free-port.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { type Mosquitto, startMosquitto } from '../../support/mosquitto.ts'
import { type CertificateFolder, certificateFolder } from '../../support/openssl-certificates.ts'
import { runJobdeck } from '../../support/run-jobdeck.ts'
import { times } from '../../support/terminal/keys.ts'
import { type PtyProgram, startInPty } from '../../support/terminal/pty.ts'
import type { Screen } from '../../support/terminal/screen.ts'
import { needs } from '../../support/tools.ts'
import { waitFor } from '../../support/wait-for.ts'
import { eventLoad, runsOf } from './event-load.ts'
import { socketsOf } from './sockets-of.ts'

const switches = 10

needs(
  'mosquitto',
  'mosquitto-clients',
  'openssl',
)('a deck between two brokers, one plain, one with TLS and a login', () => {
  const home = temporaryFolder()
  const vault = temporaryFolder()
  let certificates: CertificateFolder
  let plain: Mosquitto
  let tls: Mosquitto
  let ca = ''
  beforeAll(async () => {
    certificates = await certificateFolder()
    const authority = await certificates.ca('Test-CA')
    ca = authority.cert
    const server = await certificates.signed('server', authority, { names: 'IP:127.0.0.1' })
    plain = await startMosquitto()
    tls = await startMosquitto({
      listener: `certfile ${server.cert}\nkeyfile ${server.key}`,
      users: { hermes: 'Geheimnis' },
    })
    writeFileSync(join(vault, 'password'), 'Geheimnis\n')
    await add('plain', '--port', String(plain.port))
    await add('tls', '--port', String(tls.port), '--tls', '--ca', ca, ...login(`cat ${vault}/password`))
    await add('dead', '--port', String(await freePort()))
    await add('failing', '--port', String(plain.port), ...login('echo nothing to see >&2; exit 2'))
  })
  afterAll(async () => {
    await plain.stop()
    await tls.stop()
    await certificates.remove()
  })

  function login(command: string): readonly string[] {
    return ['--username', 'hermes', '--password-command', command]
  }

  async function add(name: string, ...options: readonly string[]): Promise<void> {
    const added = await runJobdeck(['profile', 'add', name, '--host', '127.0.0.1', ...options], { home })
    expect(added, added.stderr).toMatchObject({ code: 0 })
  }

  /** A deck with the profiles that all share, and a separate history. */
  function deckOn(profile: string, stateDir = temporaryFolder()): PtyProgram {
    const env = { JOBDECK_STATE_DIR: stateDir }
    return startInPty(['--profile', profile], { home, env, columns: 130, rows: 40 })
  }

  async function connectedTo(deck: PtyProgram, profile: string): Promise<void> {
    await deck.sees(new RegExp(` ${profile} +● connected`))
  }

  async function numbersInLedger(stateDir: string, broker: string): Promise<readonly number[]> {
    const numbers: number[] = []
    const ledger = openLedger({
      stateDir,
      broker,
      onProblem: (problem) => expect(problem).toBeNull(),
    })
    const unreadable = await ledger.restore(({ payload }) => {
      numbers.push(JSON.parse(payload).data.n)
    })
    expect(unreadable).toBe(0)
    return numbers
  }

  async function leave(deck: PtyProgram): Promise<void> {
    expect(await quit(deck)).toEqual({ code: 0, signal: null })
  }

  it('switches ten times under load without losing an event while connected, and leaves no connection behind', async () => {
    const loads = [
      await eventLoad(`mqtt://127.0.0.1:${plain.port}`, 'plain'),
      await eventLoad(`mqtts://127.0.0.1:${tls.port}`, 'overtls', {
        ca: readFileSync(ca),
        username: 'hermes',
        password: 'Geheimnis',
      }),
    ]
    const stateDir = temporaryFolder()
    const deck = deckOn('plain', stateDir)
    await connectedTo(deck, 'plain')
    for (let count = 1; count <= switches; count++) {
      const [next, prefix] = count % 2 === 1 ? (['tls', 'overtls'] as const) : (['plain', 'plain'] as const)
      await switchBroker(deck, next)
      await connectedTo(deck, next)
      // Another number than before: it is this connection that brings it.
      const before = loads[count % 2]?.sent() ?? 0
      await deck.seesThat(`a new event of ${next}`, (screen) => highestShown(screen) > before)
      await deck.sees(`${prefix}0000`)
      await waitFor(() => socketsOf(deck.pid, plain.port) + socketsOf(deck.pid, tls.port) === 1, {
        what: 'one connection in all',
      })
    }
    expect(socketsOf(deck.pid, plain.port)).toBe(1)
    await Promise.all(loads.map((load) => load.stop()))
    const last = loads[0]?.sent() ?? 0
    await deck.seesThat('the last event', (screen) => highestShown(screen) === last)
    await leave(deck)

    for (const [broker, connections] of [
      [`mqtt://127.0.0.1:${plain.port}`, switches / 2 + 1],
      [`mqtts://127.0.0.1:${tls.port}`, switches / 2],
    ] as const) {
      const numbers = await numbersInLedger(stateDir, broker)
      const runs = runsOf(numbers)
      console.info(`${broker}: ${numbers.length} events in the ledger, ${JSON.stringify(runs)}`)
      // A gap can only be where the deck was away.
      expect(runs.length).toBeLessThanOrEqual(connections)
      expect(numbers.length).toBe(new Set(numbers).size)
    }
    expect(runsOf(await numbersInLedger(stateDir, `mqtt://127.0.0.1:${plain.port}`)).at(-1)?.[1]).toBe(last)
    for (const { log } of [plain, tls]) {
      const count = (words: RegExp) => log().match(words)?.length ?? 0
      await waitFor(() => count(/New client connected/g) === count(/Client (?!<unknown>)\S+ (disconnected|closed)/g), {
        what: 'the end of each connection',
      })
    }
  })

  it("keeps the earlier broker's jobs, marked, while a password command fails, and continues with them afterwards", async () => {
    const deck = deckOn('plain')
    await connectedTo(deck, 'plain')
    await send(plain.port, { job: 'onplain1', seq: 1, event: 'started' })
    await deck.sees('onplain1')
    await switchBroker(deck, 'failing')
    await deck.sees(/ failing +✗ stopped .*plain .*as hermes/)
    await deck.sees('the password command of profile "failing" failed with exit status 2')
    await deck.sees(/onplain1[\s\S]*of plain/)
    await switchBroker(deck, 'dead')
    await deck.sees(/ dead +✗ offline/)
    await deck.sees(/onplain1[\s\S]*of plain/)
    await switchBroker(deck, 'plain')
    await connectedTo(deck, 'plain')
    expect((await deck.screen()).text).not.toContain('of plain')
    await leave(deck)
  })

  it("holds an event that was emitted on a marked job until that job's broker is back", async () => {
    const deck = deckOn('plain')
    await connectedTo(deck, 'plain')
    await send(plain.port, { job: 'onplain2', seq: 1, event: 'started' })
    await deck.sees('onplain2')
    await switchBroker(deck, 'dead')
    await deck.sees(/onplain2[\s\S]*of plain/)
    await deck.press('e').sees('progress')
    // Its broker is up: another connection may have sent it already.
    await deck.press('p').sees('detail')
    await deck.press('enter').sees(/queued \(offline\)|progress (?:sent|acked)/)
    await switchBroker(deck, 'tls')
    await connectedTo(deck, 'tls')
    await switchBroker(deck, 'plain')
    await connectedTo(deck, 'plain')
    await deck.sees(/#2 +progress/)
    expect(tls.log()).not.toMatch(/Received PUBLISH from hermes-/)
    expect(plain.log().match(/Received PUBLISH from hermes-/g)).toHaveLength(1)
    await leave(deck)
  })

  it('ends a password command that is still running when the deck is left', async () => {
    const pidFile = join(vault, 'pid')
    await add('slow', '--port', String(plain.port), ...login(`echo $$ > ${pidFile}; exec sleep 60`))
    const deck = deckOn('slow')
    await deck.sees(/ slow +◌ connecting… +plain +mqtt:\/\/\S+ +as hermes/)
    const pid = await waitFor(() => Number(readFileSync(pidFile, 'utf8')), { what: 'the command' })
    await leave(deck)
    await waitFor(() => !existsSync(`/proc/${pid}`), { what: 'the end of the command' })
  })

  it('connects again with a profile that was edited while in use', async () => {
    await add('moving', '--port', String(plain.port))
    const deck = deckOn('moving')
    await connectedTo(deck, 'moving')
    await deck.press('b').sees('brokers')
    await selectProfile(deck, 'moving')
    await deck.press('e').sees('edit the profile moving')
    const other = await startMosquitto()
    try {
      await deck.press('tab', ...times('backspace', 5)).types(`${other.port}`)
      await deck.sees(new RegExp(`port +│ ${other.port}`))
      await deck.press('ctrl-s').sees('moving is saved: ⏎ connects with it')
      // The list asks every port again whether it answers, which takes a socket for a moment.
      await waitFor(() => socketsOf(deck.pid, plain.port) === 1, { what: 'the old connection alone' })
      await deck.press('enter').sees(new RegExp(` moving +● connected .*mqtt://127.0.0.1:${other.port} `))
      await waitFor(() => socketsOf(deck.pid, plain.port) === 0, { what: 'the end of the old connection' })
      expect(socketsOf(deck.pid, other.port)).toBe(1)
      await leave(deck)
    } finally {
      await other.stop()
    }
  })

  it('refuses to remove the profile in use, even when the next start uses another', async () => {
    await runJobdeck(['profile', 'use', 'tls'], { home })
    const deck = deckOn('plain')
    await connectedTo(deck, 'plain')
    await deck.press('b').sees('brokers')
    await selectProfile(deck, 'plain')
    await deck.press('d').sees('Remove the profile plain?')
    await deck.press('y').sees('profile "plain" is in use: switch to another profile first')
    await goBack(deck, 'esc close')
    await leave(deck)
    expect((await runJobdeck(['profile', 'show', 'plain'], { home })).code).toBe(0)
  })
})

/** The highest number of an event of the load that the screen shows. */
function highestShown({ text }: Screen): number {
  const numbers = [...text.matchAll(/number (\d+)/g)].map(([, n]) => Number(n))
  return Math.max(0, ...numbers)
}
