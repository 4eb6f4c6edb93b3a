import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { jobdeckBin, jobdeckEnvironment, temporaryFolder } from '../support/jobdeck-home.ts'
import { startProgram } from '../support/program.ts'
import { runJobdeck } from '../support/run-jobdeck.ts'
import { startInPty } from '../support/terminal/pty.ts'
import { runHere } from './run-here.ts'

describe('a profile that does not exist', () => {
  it.each([
    'list',
    'show abc12345',
    'cancel abc12345',
    'logs abc12345',
    'watch --any',
    'register --prompt x --topic-base a/b',
    'emit abc12345 started',
    'profile list',
    'broker init',
    'verify',
    'demo',
  ])('fails "%s" when --profile names it', async (line) => {
    const ran = await runHere([...line.split(' '), '--profile', 'nope'])
    expect(ran).toMatchObject({
      status: 78,
      stdout: '',
      stderr: /^jobdeck: there is no profile "nope": choose one of env, /,
    })
  })

  it('is reported by the doctor among everything else', async () => {
    const ran = await runHere(['--profile', 'nope', 'doctor'])
    expect(ran).toMatchObject({ status: 1, stdout: /^✗ broker +there is no profile "nope"/m })
  })

  it('may be in the environment of a command that needs no broker', async () => {
    const env = { JOBDECK_PROFILE: 'nope' }
    expect(await runHere(['list'], { env })).toMatchObject({ status: 0 })
    expect(await runHere(['watch', '--any'], { env })).toMatchObject({ status: 78, stderr: /no profile "nope"/ })
  })
})

describe('a wrong setting', () => {
  it('fails a watch that has nothing to watch', async () => {
    const ran = await runJobdeck(['watch', '--any'], { env: { MQTT_BROKER: '127.0.0.1', MQTT_PORT: 'abc' } })
    expect(ran).toMatchObject({ code: 78, stdout: '', stderr: /^jobdeck: MQTT_PORT is "abc"/ })
  })

  it('is ignored by a command that does not use it', async () => {
    expect(await runHere(['list'], { env: { MQTT_PORT: 'abc' } })).toMatchObject({ status: 0 })
  })

  it('is a usage error as an option, and a configuration error as a variable', async () => {
    expect(await runHere(['list', '--topic-base', 'a/#'])).toMatchObject({ status: 64, stderr: /in --topic-base\n$/ })
    const env = { JOBDECK_TOPIC_BASE: 'a/#' }
    expect(await runHere(['list'], { env })).toMatchObject({ status: 78, stderr: /in JOBDECK_TOPIC_BASE\n$/ })
  })

  it('is an empty --registry-dir: it must not silently select another registry', async () => {
    const home = temporaryFolder()
    expect(await runHere(['register', '--prompt', 'x', '--registry-dir', ''], { home })).toEqual({
      status: 64,
      stdout: '',
      stderr: 'jobdeck: --registry-dir is empty: name a directory, or omit the option\n',
    })
  })

  it('is a file where the registry should be', async () => {
    const home = temporaryFolder()
    writeFileSync(join(home, 'file'), '')
    const ran = await runHere(['list', '--registry-dir', join(home, 'file')], { home })
    expect(ran).toMatchObject({ status: 74, stdout: '', stderr: /the directory cannot be listed \(ENOTDIR\)/ })
  })
})

describe('a missing directory', () => {
  it('is reported in one line: no directory for temporary files, no working directory', async () => {
    const demo = startInPty(['demo'], { env: { TMPDIR: '/nowhere' } })
    expect(await demo.exit).toMatchObject({ code: 74 })
    expect(demo.raw()).toMatch(/^jobdeck: cannot make the directory \/nowhere\/jobdeck-demo- \(ENOENT\): [^\n]*\n$/)
    const home = temporaryFolder()
    const script = 'mkdir gone; cd gone; rmdir ../gone; "$NODE" "$JOBDECK" list'
    const env = jobdeckEnvironment(home, { NODE: process.execPath, JOBDECK: jobdeckBin })
    const list = startProgram('/bin/bash', ['-c', script], { env, cwd: home })
    expect(await list.exit).toEqual({ code: 74, signal: null })
    expect(list.stderr()).toMatch(/^jobdeck: the working directory no longer exists: [^\n]*\n$/)
  })
})
