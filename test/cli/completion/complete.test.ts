import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { type Ran, runHere } from '../run-here.ts'

const noTmux = { PATH: '', TMUX: undefined }

async function complete(
  home: string,
  ...words: readonly string[]
): Promise<Ran & { readonly words: readonly string[] }> {
  const ran = await runHere(['complete', 'zsh', '--', ...words], { home, env: noTmux })
  const [kind = '', ...lines] = ran.stdout.trimEnd().split('\n')
  return { ...ran, words: [kind, ...lines.map((line) => line.split('\t')[0] ?? '')] }
}

function writeRecord(home: string, id: string, fields: object = {}): void {
  const times = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }
  const record = {
    schema_version: 1,
    job_id: id,
    agent: 'codex',
    prompt: 'Fix it',
    status: 'pending',
    timeout_sec: 60,
    ...times,
    ...fields,
  }
  mkdirSync(join(home, 'jobs'), { recursive: true })
  writeFileSync(join(home, 'jobs', `${id}.json`), JSON.stringify(record))
}

function breakProfiles(home: string): void {
  mkdirSync(join(home, 'config'))
  writeFileSync(join(home, 'config/profiles.json'), '{')
}

describe('the answer to a shell', () => {
  it('lists the jobs, the newest first, with status and prompt in one harmless line', async () => {
    const home = temporaryFolder()
    writeRecord(home, 'older001')
    writeRecord(home, 'newer001', {
      created_at: '2026-02-01T00:00:00Z',
      prompt: 'line one\nline two\t\u001b]0;title\u0007$(reboot)',
      status: 'running',
    })
    const { stdout, stderr, status } = await complete(home, 'show', '')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const lines = stdout.split('\n')
    expect(lines).toEqual([
      'words',
      expect.stringMatching(/^newer001\trunning: line one/),
      'older001\tpending: Fix it',
      '',
    ])
    expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/)
  })

  it('lists the ids alone when there are thousands', async () => {
    const home = temporaryFolder()
    mkdirSync(join(home, 'jobs'))
    const ids = Array.from({ length: 501 }, (_, index) => `job${String(index).padStart(5, '0')}`)
    for (const id of ids) writeFileSync(join(home, 'jobs', `${id}.json`), '')
    expect((await complete(home, 'show', '')).words).toEqual(['words', ...ids])
  })

  it('lists the jobs of the registry that was typed', async () => {
    const home = temporaryFolder()
    writeRecord(join(home, 'other'), 'other001')
    expect((await complete(home, '--registry-dir', 'other/jobs', 'show', '')).words).toEqual(['words', 'other001'])
  })

  it('lists the saved profiles beside the built-in ones', async () => {
    const home = temporaryFolder()
    await runHere(['profile', 'add', 'office', '--host', 'mqtt.internal'], { home })
    expect((await complete(home, '--profile', '')).words).toEqual(
      expect.arrayContaining(['env', 'local', 'local-tls', 'embedded', 'office']),
    )
  })

  it.each([
    ['a registry that is a file', (home: string) => writeFileSync(join(home, 'jobs'), ''), 'show'],
    ['profiles that are broken', breakProfiles, '--profile'],
    ['a tmux that is missing', () => {}, '--session'],
  ])('comes without a word about %s', async (_, spoil, word) => {
    const home = temporaryFolder()
    spoil(home)
    const { status, stderr } = await complete(home, ...(word === '--session' ? ['register'] : []), word, '')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it.each([
    [['--env-file', ''], 'files'],
    [['broker', 'serve', '--data', ''], 'directories'],
  ])('leaves files to the shell after %j', async (words, kind) => {
    expect((await complete(temporaryFolder(), ...words)).stdout).toBe(`${kind}\n`)
  })

  it('has only what goes on from what bash keeps', async () => {
    const home = temporaryFolder()
    const { stdout } = await runHere(['complete', 'bash', '--', 'list', '--status', '=', 'r'], { home, env: noTmux })
    expect(stdout).toBe('words\npending\t\nrunning\t\ncompleted\t\nerror\t\ncancelled\t\n')
  })
})
