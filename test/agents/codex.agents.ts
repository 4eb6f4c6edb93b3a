// The real Codex against a model server of ours, one-shot and in its terminal.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { waitFor } from '../support/wait-for.ts'
import { agentStage, patience } from './agent-stage.ts'
import { type CodexTurn, startMockOpenAi } from './mock-openai.ts'

async function codexStage(script: readonly CodexTurn[]) {
  const model = await startMockOpenAi(script)
  onTestFinished(() => model.close())
  const stage = await agentStage({ MOCK_KEY: 'mock' })
  mkdirSync(join(stage.home, '.codex'))
  const config = `
model = "mock"
model_provider = "mock"
approval_policy = "on-request"
sandbox_mode = "workspace-write"
[model_providers.mock]
name = "mock"
base_url = "${model.url}"
wire_api = "responses"
env_key = "MOCK_KEY"
[projects."${stage.home}"]
trust_level = "trusted"
`
  writeFileSync(join(stage.home, '.codex/config.toml'), config)
  const hears = (id: string, words: string) =>
    waitFor(() => stage.wordsOf(id).includes(words), { what: words, ...patience })
  const shows = (words: string) =>
    waitFor(async () => (await stage.screen('cx')).includes(words), { what: words, ...patience })
  /** In its terminal, with hooks that have been trusted. */
  const startTrusted = async () => {
    expect(await stage.jobdeck('hooks', 'install', 'codex', '--yes')).toMatchObject({ code: 0 })
    const id = await stage.start(['--agent', 'codex', '--session', 'cx', '--', 'codex', 'Make a file'])
    await shows('Hooks need review')
    // It draws its question before it takes keys: the first ones may be lost.
    const isTrusted = async () => {
      const screen = await stage.screen('cx')
      if (!screen.includes('Hooks need review')) return true
      await stage.tmux('send-keys', '-t', '=cx:', screen.includes('› 2. Trust all') ? 'Enter' : '2')
      await delay(500)
      return false
    }
    await waitFor(isTrusted, { what: 'trust', ...patience })
    return id
  }
  return { ...stage, hears, shows, startTrusted }
}

const makesFile: readonly CodexTurn[] = [{ run: 'touch made.txt' }, { say: 'All done.' }]

describe('Codex', () => {
  it('one-shot reports by what it prints, and its exit completes the job', async () => {
    const stage = await codexStage([{ say: 'All done.' }])
    const id = await stage.start([
      '--agent',
      'codex',
      '--session',
      'cx',
      '--',
      'codex',
      'exec',
      '--skip-git-repo-check',
      'Hello',
    ])
    await stage.hears(id, 'completed: All done.')
    expect(stage.wordsOf(id)[0]).toBe('started: prompt received')
    expect(stage.seqsOf(id)).toEqual(stage.seqsOf(id).map((_seq, index) => index + 1))
  })

  it('in its terminal is allowed from jobdeck', async () => {
    const stage = await codexStage(makesFile)
    const id = await stage.startTrusted()
    await stage.asks(id)
    expect(await stage.jobdeck('answer', id, 'allow')).toMatchObject({ code: 0 })
    await stage.hears(id, 'permission_required: All done.')
    expect(stage.isMade('made.txt')).toBe(true)
  })

  it('asks by itself when nobody answers, and the question is gone', async () => {
    const stage = await codexStage(makesFile)
    const id = await stage.startTrusted()
    await stage.asks(id)
    await stage.shows('Would you like to run')
    expect(await stage.jobdeck('answer', id, 'allow')).toMatchObject({ code: 65 })
    expect(stage.isMade('made.txt')).toBe(false)
  })
})
