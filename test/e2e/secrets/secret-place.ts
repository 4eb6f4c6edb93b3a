// A jobdeck whose every secret is a canary: profiles of each kind, logins of the environment, a record's broker block.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type Environment, temporaryFolder } from '../../support/jobdeck-home.ts'
import { type Mosquitto, startMosquitto } from '../../support/mosquitto.ts'
import { runJobdeck } from '../../support/run-jobdeck.ts'
import { type PtyProgram, startInPty } from '../../support/terminal/pty.ts'
import { Canaries } from './canaries.ts'

export interface SecretPlace {
  readonly canaries: Canaries
  readonly broker: Mosquitto
  readonly home: string
  readonly env: Environment
  readonly passwords: Readonly<Record<'plain' | 'variable' | 'command' | 'worker' | 'environment', string>>
  /** Runs jobdeck, and checks that nothing it says holds a secret. */
  run(args: readonly string[], options?: { env?: Environment; stdin?: string }): Promise<Said>
  /** Opens the deck; `noSecretShown` checks all that it has written to the terminal. */
  deck(args: readonly string[], env?: Environment): PtyProgram
  noSecretShown(deck: PtyProgram): Promise<void>
}

interface Said {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const acl = `
user plain
topic read python/mqtt/jobs/#
user worker
topic write python/mqtt/jobs/#
user variable
topic readwrite python/mqtt/jobs/#
user command
topic readwrite python/mqtt/jobs/#
user environment
topic readwrite python/mqtt/jobs/#
`

/** Starts the broker and lays down the home; profiles come with the tests. The caller stops `broker`. */
export async function secretPlace(): Promise<SecretPlace> {
  const canaries = new Canaries()
  const passwords = {
    plain: canaries.make('typed password'),
    variable: canaries.make("password of a profile's variable"),
    command: canaries.make("password of a profile's command"),
    worker: canaries.make("the worker's password"),
    environment: canaries.make('MQTT_PASSWORD'),
  }
  const broker = await startMosquitto({ users: passwords, acl })
  const home = temporaryFolder()
  // What a password command reads stands outside of everything that is searched.
  const vault = temporaryFolder()
  writeFileSync(join(vault, 'password'), `${passwords.command}\n`, { mode: 0o600 })
  const env: Environment = {
    MQTT_BROKER: '127.0.0.1',
    MQTT_PORT: String(broker.port),
    MQTT_USERNAME: 'environment',
    MQTT_PASSWORD: passwords.environment,
    PROFILE_PASSWORD: passwords.variable,
    WORKER_PASSWORD: passwords.worker,
    VAULT: vault,
  }
  const noSecretShown = async (deck: PtyProgram) => {
    expect(canaries.in(deck.raw())).toEqual([])
    expect(canaries.in((await deck.screen()).text)).toEqual([])
  }
  return {
    canaries,
    broker,
    home,
    env,
    passwords,
    run: async (args, { env: more = {}, stdin } = {}) => {
      const { code, stdout, stderr } = await runJobdeck(args, { home, env: { ...env, ...more }, stdin })
      expect({ args, leaked: [...canaries.in(stdout), ...canaries.in(stderr)] }).toEqual({ args, leaked: [] })
      return { code, stdout, stderr }
    },
    deck: (args, more = {}) => startInPty(args, { home, env: { ...env, ...more }, columns: 130, rows: 40 }),
    noSecretShown,
  }
}
