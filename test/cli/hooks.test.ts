// `jobdeck hooks`: what is in an agent's settings survives to the byte.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { runJobdeck } from '../support/run-jobdeck.ts'

const places = {
  'claude-code': '.claude/settings.json',
  codex: '.codex/hooks.json',
  gemini: '.gemini/settings.json',
  opencode: '.config/opencode/plugin/jobdeck.js',
} as const

const texts = [
  '{}',
  '{\n  "model": "opus"\n}\n',
  '{ "big": 12345678901234567890, "hooks": { "Stop": [ { "hooks": [ { "type": "command", "command": "say done" } ] } ] } }',
  '{\n\t"hooks": {},\n\t"theme": "dark"\n}',
]

function workplace() {
  const home = temporaryFolder()
  const env = { HOME: home, CLAUDE_CONFIG_DIR: undefined, CODEX_HOME: undefined, XDG_CONFIG_HOME: undefined }
  return { home, hooks: (...args: string[]) => runJobdeck(['hooks', ...args], { home, env }) }
}

function settings(home: string, agent: keyof typeof places, text: string): string {
  const path = join(home, places[agent])
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

describe('hooks install', () => {
  it.each(texts)('shows the difference, changes it, and remove brings it back to the byte: %j', async (text) => {
    const { home, hooks } = workplace()
    const path = settings(home, 'claude-code', text)
    const installed = await hooks('install', 'claude-code', '--yes')
    expect(installed.code).toBe(0)
    expect(installed.stdout).toContain('PermissionRequest')
    const changed = readFileSync(path, 'utf8')
    expect(JSON.parse(changed)).toMatchObject({ ...JSON.parse(text), hooks: { PermissionRequest: expect.anything() } })
    expect(await hooks('install', 'claude-code', '--yes')).toMatchObject({ code: 0, stdout: '' })
    expect(readFileSync(path, 'utf8')).toBe(changed)
    expect((await hooks('remove', 'claude-code', '--yes')).code).toBe(0)
    expect(readFileSync(path, 'utf8')).toBe(text)
    expect(readdirSync(dirname(path))).toEqual(['settings.json'])
  })

  it.each(Object.keys(places) as (keyof typeof places)[])(
    'makes the file of %s, and remove removes it',
    async (agent) => {
      const { home, hooks } = workplace()
      const path = join(home, places[agent])
      expect((await hooks('install', agent, '--yes')).code).toBe(0)
      expect(readFileSync(path, 'utf8')).toContain('jobdeck')
      expect((await hooks('status')).stdout).toMatch(new RegExp(`^${agent} +installed +never called`, 'm'))
      expect((await hooks('remove', agent, '--yes')).code).toBe(0)
      expect(existsSync(path)).toBe(false)
    },
  )

  it('keeps what was changed meanwhile', async () => {
    const { home, hooks } = workplace()
    const path = settings(home, 'claude-code', '{ "model": "opus" }')
    await hooks('install', 'claude-code', '--yes')
    writeFileSync(path, readFileSync(path, 'utf8').replace('opus', 'sonnet'))
    await hooks('remove', 'claude-code', '--yes')
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ model: 'sonnet', hooks: {} })
  })

  it.each(['not json', '[]', '{ "a": 1, }'])(
    'refuses settings that it cannot read, and does not touch them: %j',
    async (text) => {
      const { home, hooks } = workplace()
      const path = settings(home, 'gemini', text)
      const ran = await hooks('install', 'gemini', '--yes')
      expect(ran).toMatchObject({ code: 78, stdout: '' })
      expect(ran.stderr).toContain('it was not touched')
      expect(readFileSync(path, 'utf8')).toBe(text)
    },
  )

  it('changes nothing when nobody can be asked', async () => {
    const { home, hooks } = workplace()
    const ran = await hooks('install', 'claude-code')
    expect(ran.code).toBe(64)
    expect(ran.stderr).toContain('--yes')
    expect(existsSync(join(home, '.claude'))).toBe(false)
  })

  it('leaves a plugin alone that somebody else wrote', async () => {
    const { home, hooks } = workplace()
    settings(home, 'opencode', 'export const Mine = 1\n')
    expect((await hooks('install', 'opencode', '--yes')).code).toBe(78)
    expect((await hooks('remove', 'opencode', '--yes')).code).toBe(78)
  })
})

describe('hooks status', () => {
  it('says what keeps installed hooks from firing', async () => {
    const { home, hooks } = workplace()
    settings(home, 'claude-code', '{ "disableAllHooks": true }')
    await hooks('install', 'claude-code', '--yes')
    await hooks('install', 'codex', '--yes')
    const ran = await hooks('status')
    expect(ran.code).toBe(1)
    expect(ran.stdout).toContain('disableAllHooks')
    expect(ran.stdout).toContain('trust them')
  })
})
