// Runs the real Mosquitto with the shipped configuration files as Docker would: the files of a project directory appear
// under the container's paths with their modes, and Mosquitto gives up root. Only paths and ports are mapped.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { waitFor } from './wait-for.ts'

export interface ShippedMosquitto {
  /** The free loopback port that stands for each port of the configuration. */
  readonly ports: Readonly<Record<1883 | 8883 | 9001, number>>
  /** What it has printed since its first start. */
  log(): string
  /** When it last wrote its data to disk, in milliseconds; 0 before the first time. */
  savedAtMs(): number
  /** Stops it as `docker stop` does, or kills it as a power cut would, and starts it again on its data. */
  restart(how?: 'stop' | 'kill'): Promise<void>
  stop(): Promise<void>
}

/** Where docker-compose.yml mounts each file of the project. */
const mounts = [
  ['mosquitto/mosquitto.conf', 'config/mosquitto.conf'],
  ['mosquitto/mosquitto.prod.conf', 'config/mosquitto.prod.conf'],
  ['mosquitto/passwd', 'config/passwd'],
  ['mosquitto/acl', 'config/acl'],
  ['certs/ca.crt', 'certs/ca.crt'],
  ['certs/server.crt', 'certs/server.crt'],
  ['certs/server.key', 'certs/server.key'],
] as const

/** Starts it on a directory that `broker init` prepared; rejects with its log when it does not start. */
export async function startShippedMosquitto(
  project: string,
  configName: 'mosquitto.conf' | 'mosquitto.prod.conf' = 'mosquitto.conf',
): Promise<ShippedMosquitto> {
  const container = mkdtempSync(join(tmpdir(), 'jobdeck-mosquitto-'))
  chmodSync(container, 0o755)
  for (const folder of ['config', 'certs', 'data', 'log']) mkdirSync(join(container, folder))
  for (const folder of ['data', 'log']) chmodSync(join(container, folder), 0o777)
  for (const [source, target] of mounts) {
    copyFileSync(join(project, source), join(container, target))
    chmodSync(join(container, target), statSync(join(project, source)).mode)
  }

  const ports = { 1883: await freePort(), 8883: await freePort(), 9001: await freePort() }
  const config = join(container, 'config', configName)
  const mapped = readFileSync(config, 'utf8')
    .replaceAll('/mosquitto/', `${container}/`)
    .replace(
      /^listener (1883|8883|9001)$/gm,
      (_, port: '1883' | '8883' | '9001') => `listener ${ports[port]} 127.0.0.1`,
    )
  writeFileSync(config, mapped)

  // A file, not a pipe: a test that blocks would let the pipe fill up and so block Mosquitto.
  const logFile = join(container, 'log', 'stdout')
  const log = () => readFileSync(logFile, 'utf8')
  writeFileSync(logFile, '')
  let broker = await start()

  async function start(): Promise<ChildProcess> {
    const before = log().length
    const isRunning = () => log().slice(before).includes(' running\n')
    const output = openSync(logFile, 'a')
    // Mosquitto before 2.0.16 buffers its log when stdout is not a terminal; stdbuf execs Mosquitto, so the pid is Mosquitto's.
    const child = spawn('stdbuf', ['-oL', 'mosquitto', '-c', config], { stdio: ['ignore', output, output] })
    closeSync(output)
    const exited = once(child, 'exit')
    await Promise.race([waitFor(isRunning, { what: 'Mosquitto to run' }), exited]).catch(() => child.kill('SIGKILL'))
    if (isRunning()) return child
    await exited
    const reason = log()
    rmSync(container, { recursive: true, force: true })
    throw new Error(`Mosquitto did not start:\n${reason}`)
  }

  async function end(how: 'stop' | 'kill'): Promise<void> {
    if (broker.exitCode !== null) return
    const ended = once(broker, 'exit')
    broker.kill(how === 'kill' ? 'SIGKILL' : 'SIGTERM')
    await ended
  }

  return {
    ports,
    log,
    savedAtMs: () => statSync(join(container, 'data', 'mosquitto.db'), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    restart: async (how = 'stop') => {
      await end(how)
      broker = await start()
    },
    stop: async () => {
      await end('stop')
      rmSync(container, { recursive: true, force: true })
    },
  }
}
