// `jobdeck run`: an agent is started for a job, and how it ends is reported, whatever ends it.

import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readRecord } from '../../src/io/registry/registry.ts'
import { endReporter } from '../support/end-senders.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { runJobdeck } from '../support/run-jobdeck.ts'
import { waitFor } from '../support/wait-for.ts'
import { agentWorkplace } from './agent-workplace.ts'

const sh = (script: string) => ['run', '--agent', 'shell', '--no-tmux', '--', 'sh', '-c', script]

describe('a program in this terminal', () => {
  it.each([
    ['true', 0, 'completed: exited'],
    ['exit 3', 3, 'error: exited with status 3'],
    ['kill -9 $$', 137, 'error: killed by SIGKILL'],
  ])('%s', async (script, status, words) => {
    const place = await agentWorkplace()
    const ran = await place.run(sh(script))
    expect(ran).toMatchObject({ code: status, signal: null, stderr: '' })
    expect(ran.stdout).toMatch(/^\w{8}\n$/)
    await place.hears(2)
    expect(place.words()).toEqual(['started: shell started', words])
    await waitFor(async () => (await readRecord(place.registryDir, ran.stdout.trim()))?.last_seq === 2, {
      what: 'the record of the end',
    })
  })

  it('knows its job, and can report by itself', async () => {
    const place = await agentWorkplace()
    await place.run(sh('echo "$JOBDECK_JOB_ID $JOBDECK_REGISTRY_DIR" > facts'))
    const [id = '', registry] = readFileSync(join(place.home, 'facts'), 'utf8').trim().split(' ')
    expect(registry).toBe(place.registryDir)
    expect(await readRecord(place.registryDir, id)).toMatchObject({ agent: 'shell', done_when: 'exit' })
  })

  it('is not started when nobody has named a broker', async () => {
    const home = temporaryFolder()
    const ran = await runJobdeck(sh('touch made'), { home })
    expect(ran).toMatchObject({ code: 78, stdout: '' })
    expect(ran.stderr).toContain('set MQTT_BROKER')
    expect(readdirSync(home)).not.toContain('made')
  })

  it('that is not installed is not registered either', async () => {
    const place = await agentWorkplace()
    expect(await place.run(['run', '--no-tmux', '--agent', 'x', '--', 'no-such-program'])).toMatchObject({ code: 78 })
    expect(await place.run(['run', '--no-tmux', '--agent', 'unknown'])).toMatchObject({ code: 64 })
    expect(readdirSync(place.registryDir).filter((name) => name.endsWith('.json'))).toEqual([])
  })
})

describe('an agent with hooks', () => {
  it('gets them for this run only, reports by them, and gets its prompt as an argument', async () => {
    const place = await agentWorkplace()
    const bin = join(place.home, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'claude'), fakeClaude)
    chmodSync(join(bin, 'claude'), 0o755)
    const prompt = 'Fix "it" & $HOME'
    const ran = await place.run(['run', '--no-tmux', '--done-when', 'turn', '--prompt', prompt], {
      PATH: `${bin}:${process.env.PATH}`,
    })
    expect(ran).toMatchObject({ code: 0 })
    await place.hears(2)
    expect(place.words()).toEqual(['started: prompt received', 'completed: Fixed.'])
    expect(readFileSync(join(place.home, 'prompt'), 'utf8')).toBe(prompt)
    expect(readdirSync(join(place.stateDir, 'runs'))).toEqual([])
  })
})

describe('in tmux', () => {
  it('it starts in a session, and its pane is recorded', async () => {
    const place = await agentWorkplace()
    const env = { TMUX_TMPDIR: temporaryFolder() }
    onTestFinished(() => {
      execFileSync('tmux', ['kill-server'], { env: { ...process.env, ...env, TMUX: undefined }, stdio: 'ignore' })
    })
    const ran = await place.run(['run', '--agent', 'shell', '--session', 'work', '--', 'sh', '-c', 'sleep 60'], env)
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    await place.hears(1)
    expect(await readRecord(place.registryDir, ran.stdout.trim())).toMatchObject({
      agent_session: 'tmux:work',
      tmux_pane: '%0',
    })
    await endReporter(place.stateDir)
  })
})

/** Calls the hooks of its settings as Claude Code does. */
const fakeClaude = `#!/usr/bin/env node
const { execSync } = require('node:child_process')
const { readFileSync, writeFileSync } = require('node:fs')
const [, , , settings, , prompt] = process.argv
writeFileSync('prompt', prompt)
const { hooks } = JSON.parse(readFileSync(settings, 'utf8'))
const call = (hook_event_name, more) => execSync(hooks[hook_event_name][0].hooks[0].command, {
  input: JSON.stringify({ session_id: 'fake', cwd: process.cwd(), hook_event_name, ...more }),
})
call('SessionStart', { source: 'startup' })
call('UserPromptSubmit', { prompt })
call('Stop', { last_assistant_message: 'Fixed.' })
`
