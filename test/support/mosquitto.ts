// The real Mosquitto for tests: with a temporary configuration, on a free loopback port, and gone without a trace at the end.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type BrokerSettings, plainSettings as settingsWithoutLogin } from '../../src/io/mqtt/settings.ts'
import { freePort } from './free-port.ts'
import { waitFor } from './wait-for.ts'

export interface MosquittoOptions {
  /** Lines before the first listener. */
  readonly config?: string
  /** Lines of the MQTT listener, such as its certificate. */
  readonly listener?: string
  /** Lines of a second listener that speaks MQTT over WebSocket; an empty text for a plain one. */
  readonly websocketsListener?: string
  /** User name → password; without it anonymous clients are accepted. */
  readonly users?: Readonly<Record<string, string>>
  /** Content of the ACL file. */
  readonly acl?: string
  /** A free port by default. */
  readonly port?: number
  readonly persistence?: boolean
}

export interface Mosquitto {
  readonly port: number
  /** The port of `websocketsListener`; 0 without one. */
  readonly websocketsPort: number
  /** The temporary folder: configuration, password file, store. */
  readonly folder: string
  /** Plain and anonymous; spread them and set what a test needs. */
  readonly settings: BrokerSettings
  /** Shuts it down cleanly and removes its folder. */
  stop(): Promise<void>
  /** Shuts it down cleanly; `restart` starts it again. */
  terminate(): Promise<void>
  /** Kills it with SIGKILL, as a crash would. */
  kill(): Promise<void>
  /** Stops it if it runs, and starts it again on the same port with the same files. */
  restart(): Promise<void>
  /** Everything that it has logged. */
  log(): string
}

const run = promisify(execFile)

/** Starts Mosquitto and waits until it accepts connections. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const folder = await mkdtemp(join(tmpdir(), 'jobdeck-mosquitto-'))
  const port = options.port ?? (await freePort())
  const websocketsPort = options.websocketsListener === undefined ? 0 : await freePort()
  const lines = [...(await globalLines(options, folder)), `listener ${port} 127.0.0.1`, options.listener ?? '']
  if (options.websocketsListener !== undefined) {
    // Without the domain, Mosquitto 2.0.11 ignores a WebSocket listener's IPv4 address and listens everywhere.
    lines.push(`listener ${websocketsPort} 127.0.0.1`, 'socket_domain ipv4', 'protocol websockets')
    lines.push(options.websocketsListener)
  }
  await writeFile(join(folder, 'mosquitto.conf'), `${lines.join('\n')}\n`)
  let log = ''
  let broker = await start()

  async function start() {
    const child = spawn('/usr/sbin/mosquitto', ['-c', join(folder, 'mosquitto.conf')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const logged = (chunk: Buffer) => {
      log += chunk.toString()
    }
    child.stdout.on('data', logged)
    child.stderr.on('data', logged)
    const ports = websocketsPort === 0 ? [port] : [port, websocketsPort]
    for (const each of ports) {
      await waitFor(() => child.exitCode !== null || accepts(each), { what: `mosquitto on port ${each}` })
    }
    if (child.exitCode !== null) throw new Error(`mosquitto ended at once: ${log}`)
    return child
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (broker.exitCode !== null || broker.signalCode !== null) return
    const exited = once(broker, 'exit')
    broker.kill(signal)
    await exited
  }

  return {
    port,
    websocketsPort,
    folder,
    settings: plainSettings(port),
    stop: async () => {
      await end('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
    terminate: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGTERM')
      broker = await start()
    },
    log: () => log,
  }
}

/** Runs `mosquitto_pub` with these arguments and, with `-s` or `-l`, this input; rejects when it fails. */
export async function mosquittoPub(args: readonly string[], stdin = ''): Promise<void> {
  const done = run('mosquitto_pub', [...args])
  // Without `-s` or `-l` it may end before it has read anything.
  done.child.stdin?.on('error', () => {})
  done.child.stdin?.end(stdin)
  await done
}

/** Settings of a plain, anonymous broker on loopback. */
export function plainSettings(port: number): BrokerSettings {
  return { ...settingsWithoutLogin('127.0.0.1', port), clientIdPrefix: 'test' }
}

async function globalLines(options: MosquittoOptions, folder: string): Promise<string[]> {
  const lines = ['log_dest stderr', 'log_type all', 'connection_messages true']
  // Started as root it would become the user `mosquitto`, which cannot read the folder.
  if (process.getuid?.() === 0) lines.push('user root')
  if (options.persistence) lines.push('persistence true', `persistence_location ${folder}/`)
  if (options.config) lines.push(options.config)
  lines.push(`allow_anonymous ${options.users ? 'false' : 'true'}`)
  if (options.users) lines.push(`password_file ${await passwordFile(options.users, folder)}`)
  if (options.acl !== undefined) {
    await writeFile(join(folder, 'acl'), options.acl)
    lines.push(`acl_file ${join(folder, 'acl')}`)
  }
  return lines
}

async function passwordFile(users: Readonly<Record<string, string>>, folder: string): Promise<string> {
  const path = join(folder, 'passwd')
  const lines = Object.entries(users).map(([name, password]) => `${name}:${password}\n`)
  await writeFile(path, lines.join(''))
  await run('mosquitto_passwd', ['-U', path])
  return path
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
