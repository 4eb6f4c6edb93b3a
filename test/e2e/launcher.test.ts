import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { jobdeckBin, jobdeckEnvironment, temporaryFolder } from '../support/jobdeck-home.ts'
import { ended, type Ran, startProgram } from '../support/program.ts'
import { needs } from '../support/tools.ts'

const version = `${packageJson.version}\n`

function run(command: readonly string[], PATH?: string): Promise<Ran> {
  const [file = '', ...args] = command
  const home = temporaryFolder()
  const env = jobdeckEnvironment(home, PATH === undefined ? {} : { PATH })
  return ended(startProgram(file, args, { env, cwd: home }))
}

/** A PATH without any Node: only what sh itself and the launcher call. */
function pathWithoutNode(): string {
  const folder = temporaryFolder()
  for (const name of ['sh', 'readlink', 'dirname']) symlinkSync(join('/bin', name), join(folder, name))
  return folder
}

/** The executable without a checkout around it. */
function loneBin(): string {
  const folder = temporaryFolder()
  for (const name of ['bin', 'package.json'])
    cpSync(join(jobdeckBin, '../..', name), join(folder, name), { recursive: true })
  return join(folder, 'bin', 'jobdeck.js')
}

describe('the executable', () => {
  it('starts by its name, through links from elsewhere, and under sh', async () => {
    const folder = join(temporaryFolder(), 'a folder')
    mkdirSync(folder)
    symlinkSync(jobdeckBin, join(folder, 'one'))
    symlinkSync('one', join(folder, 'jobdeck'))
    for (const command of [[jobdeckBin], [join(folder, 'jobdeck')], ['sh', jobdeckBin]])
      expect(await run([...command, '--version'])).toEqual({ status: 0, stdout: version, stderr: '' })
  })

  it('hands every argument on as it is, and keeps Node away from --env-file', async () => {
    const unknown = await run([jobdeckBin, 'show', '', 'a b', '*'])
    expect(unknown.status).toBe(64)
    const missing = await run([jobdeckBin, 'list', '--env-file', 'no such.env'])
    expect(missing.status).toBe(78)
    expect(missing.stderr).toMatch(/^jobdeck: .*'no such\.env'/)
  })

  it.runIf(process.platform === 'linux')('is one process: Node takes the place of sh', async () => {
    const program = startProgram(jobdeckBin, ['broker', 'serve'], { env: jobdeckEnvironment(temporaryFolder()) })
    await program.waitForLine('mqtt://')
    expect(readFileSync(`/proc/${program.pid}/cmdline`, 'utf8').split('\0').slice(0, 2)).toEqual(['node', '--'])
    program.kill('SIGTERM')
    expect(await program.exit).toEqual({ code: 143, signal: null })
  })

  it('takes the Node of the checkout where the PATH has none, also through a link', async () => {
    const path = pathWithoutNode()
    symlinkSync(jobdeckBin, join(path, 'jobdeck'))
    for (const command of [jobdeckBin, join(path, 'jobdeck')])
      expect(await run([command, '--version'], path)).toEqual({ status: 0, stdout: version, stderr: '' })
  })

  it('says in one line that there is no Node at all, and ends with 78', async () => {
    const { status, stdout, stderr } = await run([loneBin(), 'list'], pathWithoutNode())
    expect({ status, stdout }).toEqual({ status: 78, stdout: '' })
    expect(stderr).toMatch(/^jobdeck: needs Node 24 or newer, .+\n$/)
  })
})

needs('busybox')('on a system that has only BusyBox', () => {
  it('starts, with and without a Node in the PATH', async () => {
    const folder = temporaryFolder()
    const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim()
    for (const name of ['sh', 'env', 'readlink', 'dirname']) symlinkSync(busybox, join(folder, name))
    const command = [join(folder, 'env'), 'sh', jobdeckBin, '--version']
    expect(await run(command, folder)).toEqual({ status: 0, stdout: version, stderr: '' })
    symlinkSync(process.execPath, join(folder, 'node'))
    expect(await run(command, folder)).toEqual({ status: 0, stdout: version, stderr: '' })
    const lone = await run([join(folder, 'env'), 'sh', loneBin(), 'list'], folder)
    expect(lone).toMatchObject({ status: 78, stderr: expect.stringContaining('is not built yet') })
  })
})
