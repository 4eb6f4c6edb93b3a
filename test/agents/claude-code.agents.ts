// The real Claude Code against a model server of ours: what it does is reported, and it is answered from jobdeck.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { waitFor } from '../support/wait-for.ts'
import { agentStage, patience } from './agent-stage.ts'
import { type ModelTurn, startMockAnthropic } from './mock-anthropic.ts'

const makesFile: readonly ModelTurn[] = [
  { tool: 'Bash', input: { command: 'touch made.txt', description: 'Make the file' } },
  { say: 'All done.' },
]
const settings = '{ "cleanupPeriodDays": 7 }'

async function claudeStage(script = makesFile) {
  const model = await startMockAnthropic(script)
  onTestFinished(() => model.close())
  const stage = await agentStage({
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_AUTH_TOKEN: 'mock',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
  })
  mkdirSync(join(stage.home, '.claude'))
  writeFileSync(join(stage.home, '.claude/settings.json'), settings)
  const projects = { [stage.home]: { hasTrustDialogAccepted: true } }
  writeFileSync(
    join(stage.home, '.claude.json'),
    JSON.stringify({ hasCompletedOnboarding: true, theme: 'dark', projects }),
  )
  const hears = (id: string, words: string | RegExp) =>
    waitFor(() => stage.wordsOf(id).some((each) => (typeof words === 'string' ? each === words : words.test(each))), {
      what: String(words),
      ...patience,
    })
  return { ...stage, hears }
}

const asked = 'permission_required: Bash: touch made.txt'

describe('Claude Code', () => {
  it('is allowed from jobdeck: the file is made, and the turn ends', async () => {
    const stage = await claudeStage()
    const id = await stage.start(['--session', 'cl', '--done-when', 'turn', '--prompt', 'Make a file'])
    await stage.asks(id)
    await stage.hears(id, asked)
    expect(stage.isMade('made.txt')).toBe(false)
    expect(await stage.jobdeck('answer', id, 'allow')).toMatchObject({ code: 0 })
    await stage.hears(id, 'completed: All done.')
    expect(stage.isMade('made.txt')).toBe(true)
    expect(stage.wordsOf(id)[0]).toBe('started: prompt received')
    expect(stage.seqsOf(id)).toEqual(stage.seqsOf(id).map((_seq, index) => index + 1))
    expect(readFileSync(join(stage.home, '.claude/settings.json'), 'utf8')).toBe(settings)
  })

  it('is denied from jobdeck: the file is not made', async () => {
    const stage = await claudeStage()
    const id = await stage.start(['--session', 'cl', '--prompt', 'Make a file'])
    await stage.asks(id)
    expect(await stage.jobdeck('answer', id, 'deny', '--message', 'not now')).toMatchObject({ code: 0 })
    await stage.hears(id, 'progress: denied by the jobdeck answer')
    await stage.hears(id, /^permission_required: (?!Bash)/)
    expect(stage.isMade('made.txt')).toBe(false)
  })

  it('answered yes in its terminal, the question is withdrawn', async () => {
    const stage = await claudeStage()
    const id = await stage.start(['--session', 'cl', '--prompt', 'Make a file'])
    await stage.asks(id)
    await waitFor(async () => (await stage.screen('cl')).includes('Do you want to proceed?'), {
      what: 'its dialog',
      ...patience,
    })
    await stage.tmux('send-keys', '-t', '=cl:', 'Enter')
    await stage.hears(id, 'permission_required: All done.')
    expect(stage.isMade('made.txt')).toBe(true)
    expect(await stage.jobdeck('answer', id, 'allow')).toMatchObject({ code: 65 })
  })

  it('answered no in its terminal, the question is withdrawn within two seconds', async () => {
    const stage = await claudeStage()
    const id = await stage.start(['--session', 'cl', '--prompt', 'Make a file'])
    await stage.asks(id)
    await waitFor(async () => (await stage.screen('cl')).includes('Do you want to proceed?'), {
      what: 'its dialog',
      ...patience,
    })
    await stage.tmux('send-keys', '-t', '=cl:', 'Escape')
    await waitFor(() => stage.wordsOf(id).includes('progress: answered in the terminal'), {
      what: 'the withdrawal',
      timeoutMs: 2_000,
    })
    expect(stage.isMade('made.txt')).toBe(false)
  })

  it('killed, it is reported by its wrapper', async () => {
    const stage = await claudeStage()
    const id = await stage.start(['--session', 'cl', '--prompt', 'Make a file'])
    await stage.asks(id)
    const wrapper = (await stage.tmux('display-message', '-p', '-t', '=cl:', '#{pane_pid}')).trim()
    const children = readFileSync(`/proc/${wrapper}/task/${wrapper}/children`, 'utf8').trim().split(' ')
    process.kill(Number(children[0]), 'SIGKILL')
    await stage.hears(id, 'error: killed by SIGKILL')
  })

  it('two at once report each for its job only', async () => {
    const stage = await claudeStage([{ say: 'Done.' }])
    const [one, two] = await Promise.all([
      stage.start(['--session', 'one', '--done-when', 'turn', '--prompt', 'First']),
      stage.start(['--session', 'two', '--done-when', 'turn', '--prompt', 'Second']),
    ])
    for (const id of [one, two]) await stage.hears(id, 'completed: Done.')
    for (const id of [one, two]) expect(stage.wordsOf(id)).toEqual(['started: prompt received', 'completed: Done.'])
    for (const id of [one, two]) expect(stage.seqsOf(id)).toEqual([1, 2])
  })
})
