// The README's steps from the public broker to your own, run word for word: its fenced commands go through one bash, as
// people type them. Only Docker is replaced, by a program that runs the real Mosquitto as the merged compose files say, and
// the port, by a free one.
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { mergeCompose, mosquittoOf, readCompose } from '../support/compose-project.ts'
import { quit } from '../support/deck/open-deck.ts'
import { jobdeckBin, jobdeckEnvironment, temporaryFolder } from '../support/jobdeck-home.ts'
import { type Program, startProgram } from '../support/program.ts'
import { type ShippedMosquitto, startShippedMosquitto } from '../support/shipped-mosquitto.ts'
import { startInPty } from '../support/terminal/pty.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'

const root = join(import.meta.dirname, '../..')
const composeArgs = ['compose', '-f', 'docker-compose.yml', '-f', 'docker-compose.prod.yml']

/** The fenced blocks of a section of the README, by language, in order. */
function blocksOf(section: string, language: string): readonly string[] {
  const text = readFileSync(join(root, 'README.md'), 'utf8')
  const [, body] = text.split(`\n## ${section}\n`)
  const [own] = (body ?? '').split('\n## ')
  return [...(own ?? '').matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, name]) => name === language)
    .map(([, , block]) => block ?? '')
}

/** Passes its arguments to the test and exits with the status that the test answers, or when its folder is gone. */
const dockerStandIn = `#!/bin/sh
asked=$(mktemp -d "$DOCKER_CALLS/call-XXXXXX")
printf '%s\\n' "$PWD" "$@" >"$asked/writing" && mv "$asked/writing" "$asked/arguments"
while [ -d "$asked" ] && [ ! -e "$asked/status" ]; do sleep 0.05; done
exit "$(cat "$asked/status")"
`

/** A user's shell in a directory, with `jobdeck` and `docker` in its PATH. */
class Walk {
  readonly home = temporaryFolder()
  readonly directory = join(this.home, 'work')
  broker: ShippedMosquitto | null = null
  readonly #programs = join(this.home, 'programs')
  readonly #calls = join(this.home, 'calls')
  readonly #shell: Program
  #steps = 0
  /** Why a call of `docker` failed. */
  #fault: unknown = null

  constructor() {
    for (const folder of [this.directory, this.#programs, this.#calls]) mkdirSync(folder)
    this.#addProgram('jobdeck', `#!/bin/sh\nexec '${process.execPath}' '${jobdeckBin}' "$@"\n`)
    this.#addProgram('docker', dockerStandIn)
    // The registry is where it is by default: below the working directory.
    const overrides = { JOBDECK_REGISTRY_DIR: undefined, HOME: this.home, DOCKER_CALLS: this.#calls }
    const env = { ...jobdeckEnvironment(this.home, overrides), PATH: `${this.#programs}:${process.env.PATH}` }
    this.#shell = startProgram('bash', ['--norc'], { env, cwd: this.directory })
    this.#shell.write(`trap 'echo "[status $? of: $BASH_COMMAND]" >&2' ERR\n`)
  }

  /** Runs commands in the shell; `failures` are those that did not exit with 0. */
  async run(commands: string): Promise<{ stdout: string; stderr: string; failures: readonly string[] }> {
    const file = join(this.home, `step-${++this.#steps}.sh`)
    const end = `[end of step ${this.#steps}]`
    const before = [this.#shell.stdout().length, this.#shell.stderr().length] as const
    // Ends with 0, so that the trap does not report the file, too.
    writeFileSync(file, `${commands}\n:\n`)
    // Sourced, so that a program of the step cannot read what the shell is to run next.
    this.#shell.write(`. '${file}' </dev/null; echo '${end}'; echo '${end}' >&2\n`)
    const isOver = () => [this.#shell.stdout(), this.#shell.stderr()].every((text) => text.endsWith(`${end}\n`))
    const wait = waitFor(async () => (await this.#answerDocker()) || isOver(), { what: end })
    await wait.catch((error: unknown) => {
      throw new Error(`${error}\n${this.#shell.stdout()}\n${this.#shell.stderr()}`)
    })
    if (this.#fault) throw this.#fault
    const [stdout, stderr] = [this.#shell.stdout().slice(before[0]), this.#shell.stderr().slice(before[1])].map(
      (text) => text.slice(0, -end.length - 1),
    ) as [string, string]
    return { stdout, stderr, failures: stderr.match(/^\[status .*\]$/gm) ?? [] }
  }

  async end(): Promise<void> {
    this.#shell.closeStdin()
    await this.broker?.stop()
  }

  #addProgram(name: string, text: string): void {
    writeFileSync(join(this.#programs, name), text)
    chmodSync(join(this.#programs, name), 0o755)
  }

  /** Does what a waiting `docker` was called for; never true, so that `waitFor` continues. */
  async #answerDocker(): Promise<false> {
    for (const call of readdirSync(this.#calls)) {
      const [asked, status] = ['arguments', 'status'].map((name) => join(this.#calls, call, name)) as [string, string]
      if (!existsSync(asked) || existsSync(status)) continue
      const [cwd = '', ...args] = readFileSync(asked, 'utf8').trimEnd().split('\n')
      const answer = await this.#docker(cwd, args).catch((error: unknown) => {
        this.#fault = error
        return 125
      })
      writeFileSync(status, String(answer))
    }
    return false
  }

  async #docker(cwd: string, args: readonly string[]): Promise<number> {
    const verb = args.slice(composeArgs.length).join(' ')
    expect(args.slice(0, composeArgs.length)).toEqual(composeArgs)
    if (verb === 'up -d --wait') this.broker = await composeUp(cwd)
    else if (verb === 'down') await this.broker?.stop()
    return verb === 'up -d --wait' || verb === 'down' ? 0 : 64
  }
}

/** Starts what the two compose files describe; every file that they mount must exist. */
async function composeUp(directory: string): Promise<ShippedMosquitto> {
  const [base, over] = ['docker-compose.yml', 'docker-compose.prod.yml'].map((name) =>
    readCompose(join(directory, name)),
  )
  const { command, ports, volumes } = mosquittoOf(mergeCompose(base, over))
  expect(ports).toEqual(['8883:8883'])
  for (const mount of volumes) if (mount.type === 'bind') expect(existsSync(join(directory, mount.source))).toBe(true)
  expect(basename(command?.at(-1) ?? '')).toBe('mosquitto.prod.conf')
  return await startShippedMosquitto(directory, 'mosquitto.prod.conf')
}

needs('mosquitto')("the README's way from the public broker to your own", () => {
  const [init = '', up = '', point = '', prove = '', loop = '', back = '', ...more] = blocksOf(
    'From the public broker to your own',
    'sh',
  )
  const [verified] = blocksOf('From the public broker to your own', 'text')
  const walks: Walk[] = []
  afterAll(async () => {
    for (const walk of walks) await walk.end()
  })

  function newWalk(): Walk {
    const walk = new Walk()
    walks.push(walk)
    return walk
  }

  /** Runs a step and expects that each of its commands ended with 0. */
  async function ran(walk: Walk, commands: string): Promise<{ stdout: string; stderr: string }> {
    const { failures, ...output } = await walk.run(commands)
    expect(failures, output.stderr).toEqual([])
    return output
  }

  /** Opens `jobdeck` with the variables that the shell exports. */
  async function seeInTheDeck(walk: Walk, texts: readonly (string | RegExp)[]): Promise<void> {
    const lines = (await ran(walk, 'env')).stdout.split('\n').filter((line) => line.startsWith('MQTT_'))
    const exported = Object.fromEntries(lines.map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]))
    const env = { ...exported, JOBDECK_REGISTRY_DIR: undefined }
    const deck = startInPty([], { home: walk.home, cwd: walk.directory, env, columns: 120 })
    for (const text of texts) await deck.sees(text)
    expect(await quit(deck)).toEqual({ code: 0, signal: null })
  }

  async function goAllTheWay(walk: Walk): Promise<void> {
    expect((await ran(walk, 'jobdeck profile show env')).stdout).toContain('mqtt://broker.hivemq.com:1883')
    expect((await ran(walk, init)).stdout).toContain('made certs/server.crt\n')
    await ran(walk, up)
    const port = walk.broker?.ports[8883]
    expect(point).toContain('MQTT_PORT=8883')
    await ran(walk, point.replaceAll('8883', String(port)))

    const proof = await ran(walk, prove)
    expect(proof.stdout).toBe(verified)
    expect(proof.stderr).toContain(`observer: mqtts://localhost:${port} as hermes (profile env)\n`)
    expect(proof.stderr).toContain(`publisher: mqtts://localhost:${port} as claude-worker (profile worker)\n`)

    const { stdout } = await ran(walk, loop)
    const [id] = /(?<=job=)[0-9a-z]{8}/.exec(stdout) ?? []
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => line.replace(/^\d{4}-\S+Z /, '').trimEnd())
    const [started, completed] = [`job=${id} seq=1 started`, `job=${id} seq=2 completed`]
    expect(lines.toSorted()).toEqual([started, completed, completed, 'seq=1 acked', 'seq=2 acked'].toSorted())
    expect(lines.at(-1)).toBe(completed)
    const record = JSON.parse(readFileSync(join(walk.directory, `.hermes/jobs/${id}.json`), 'utf8'))
    expect(record).toMatchObject({
      status: 'completed',
      broker: { host: 'localhost', port, username: 'claude-worker' },
    })

    const login = `JOBDECK_CLAUDE_WORKER_PASSWORD=${record.broker.password}\n`
    expect(readFileSync(join(walk.directory, '.env'), 'utf8')).toContain(login)
    expect(proof.stdout + proof.stderr + stdout).not.toContain(record.broker.password)

    await seeInTheDeck(walk, [`mqtts://localhost:${port}`, 'as hermes', '● connected', new RegExp(`✓ .* ${id} ┓`)])
    await ran(walk, back)
    expect((await ran(walk, 'jobdeck profile show env')).stdout).toContain('mqtt://broker.hivemq.com:1883')
    expect((await ran(walk, 'jobdeck profile list')).stdout).not.toContain('worker')
    const { stderr, failures } = await walk.run(`jobdeck emit ${id} progress --force`)
    expect(failures).toEqual([`[status 69 of: jobdeck emit ${id} progress --force]`])
    expect(stderr).toContain(`mqtts://localhost:${port} refused the connection`)
  }

  it('has five steps and a way back', () => {
    expect([init, up, point, prove, loop, back].every((block) => block !== '')).toBe(true)
    expect(more).toEqual([])
  })

  it('works there and back in an empty directory', async () => {
    await goAllTheWay(newWalk())
  })

  it('works there and back in a checkout', async () => {
    const walk = newWalk()
    const tracked = ['docker-compose.yml', 'docker-compose.prod.yml', 'README.md', 'package.json', 'mosquitto/acl']
    tracked.push('mosquitto/mosquitto.conf', 'mosquitto/mosquitto.prod.conf', 'certs/README.md', 'certs/make-certs.sh')
    for (const name of tracked) cpSync(join(root, name), join(walk.directory, name))
    await goAllTheWay(walk)
  })

  it('fails this test when a step fails', async () => {
    const walk = newWalk()
    const { failures } = await walk.run('jobdeck profile show nobody\njobdeck --version\n')
    expect(failures).toEqual(['[status 78 of: jobdeck profile show nobody]'])
  })
})
