// `jobdeck hook` and `jobdeck answer` as agents and people call them: what is heard of it on the broker.
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseJobId } from '../../src/domain/protocol/job-id.ts'
import { openAsks } from '../../src/io/agents/questions.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { runJobdeck } from '../support/run-jobdeck.ts'
import { waitFor } from '../support/wait-for.ts'
import { agentWorkplace } from './agent-workplace.ts'

const bash = (command: string) => ({ tool_name: 'Bash', tool_input: { command } })
const silent = { code: 0, signal: null, stdout: '', stderr: '' }

/** The only job of the registry. */
function jobIn(registryDir: string) {
  const [name = ''] = readdirSync(registryDir).filter((file) => /^\w+\.json$/.test(file))
  const id = parseJobId(name.replace('.json', ''))
  if (id === null) throw new Error('there is no job')
  return id
}

describe('a session that a person starts', () => {
  it('appears as a job, and its events come in order, without a gap', async () => {
    const place = await agentWorkplace()
    expect(await place.hook('UserPromptSubmit', { prompt: 'hello' })).toEqual(silent)
    await place.hook('PostToolUse', bash('npm test'))
    await place.hook('Stop', { last_assistant_message: 'All done.' })
    await place.hook('SessionEnd', { reason: 'logout' })
    await place.hears(4)
    expect(place.words()).toEqual([
      'started: prompt received',
      'progress: Bash: npm test',
      'permission_required: All done.',
      'completed: All done.',
    ])
    expect(place.events().map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    expect(readdirSync(join(place.stateDir, 'hooks', 'calls'))).toEqual([])
  })

  it('is not reported below a directory that says so', async () => {
    const place = await agentWorkplace()
    writeFileSync(join(place.home, '.jobdeck-no-hooks'), '')
    expect(await place.hook('UserPromptSubmit')).toEqual(silent)
    expect(readdirSync(place.registryDir)).toEqual([])
  })
})

describe('a question', () => {
  it('is answered once, and the agent gets exactly that answer', async () => {
    const place = await agentWorkplace()
    const asking = place.startHook('PermissionRequest', bash('rm -rf build/'))
    await place.hears(1)
    const job = jobIn(place.registryDir)
    const answered = await place.run(['answer', job, 'deny', '--message', 'not now'])
    expect(answered).toMatchObject({ code: 0, stdout: `Bash\ncommand: rm -rf build/\n${job} denied\n` })
    expect((await asking.exit).code).toBe(0)
    expect(JSON.parse(asking.stdout())).toEqual({
      hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: { behavior: 'deny', message: 'not now' } },
    })
    expect(await place.run(['answer', job, 'allow'])).toMatchObject({ code: 65, stdout: '' })
    await place.hears(2)
    expect(place.words()).toEqual([
      'permission_required: Bash: rm -rf build/',
      'progress: denied by the jobdeck answer',
    ])
  })

  it('is withdrawn when the agent ends its hook: somebody has said no in the terminal', async () => {
    const place = await agentWorkplace()
    const asking = place.startHook('PermissionRequest', bash('rm -rf build/'))
    await place.hears(1)
    asking.kill('SIGTERM')
    expect(await asking.exit).toEqual({ code: 0, signal: null })
    expect(asking.stdout()).toBe('')
    await place.hears(2)
    expect(place.words().at(-1)).toBe('progress: answered in the terminal')
    expect(openAsks(place.registryDir, jobIn(place.registryDir))).toEqual([])
  })

  it('is withdrawn when its tool has run: somebody has said yes in the terminal', async () => {
    const place = await agentWorkplace()
    const asking = place.startHook('PermissionRequest', bash('rm -rf build/'))
    await place.hears(1)
    await place.hook('PostToolUse', bash('rm -rf build/'))
    await asking.exit
    expect(asking.stdout()).toBe('')
    await place.hears(2)
    expect(place.words().at(-1)).toBe('progress: Bash: rm -rf build/')
  })

  it('is not answered by a file that names something else', async () => {
    const place = await agentWorkplace()
    const asking = place.startHook('PermissionRequest', bash('rm -rf build/'))
    await place.hears(1)
    const job = jobIn(place.registryDir)
    const [ask] = openAsks(place.registryDir, job)
    const path = join(place.registryDir, `${job}.answers`, `${ask?.requestId}.answer.json`)
    writeFileSync(path, JSON.stringify({ requestId: ask?.requestId, inputHash: 'other', behavior: 'allow' }), {
      mode: 0o600,
    })
    await place.hook('PostToolUse', bash('ls'))
    expect(asking.stdout()).toBe('')
    asking.kill('SIGTERM')
    await asking.exit
    expect(asking.stdout()).toBe('')
  })
})

describe('whatever an agent sends', () => {
  it.each(['', '{', '[]', '{"session_id":7}', `{"hook_event_name":"Stop","session_id":"s","x":"${'y'.repeat(1e5)}`])(
    'is taken in silence: %j',
    async (stdin) => {
      const home = temporaryFolder()
      expect(await runJobdeck(['hook', 'claude-code'], { home, stdin })).toEqual(silent)
    },
  )

  it('belongs to the job that its session was started for, and a second session of the same environment does not', async () => {
    const place = await agentWorkplace()
    const { stdout } = await place.run(['register', '--prompt', 'a task'])
    const started = { JOBDECK_JOB_ID: stdout.trim() }
    await place.hook('UserPromptSubmit', {}, started)
    await place.hook('UserPromptSubmit', { session_id: 'nested' }, started)
    await place.hook('Stop', { session_id: 'nested' }, started)
    await place.hears(3)
    const [first, second, third] = place.events()
    expect(first?.job_id).toBe(started.JOBDECK_JOB_ID)
    expect(second?.job_id).not.toBe(started.JOBDECK_JOB_ID)
    expect(third?.job_id).toBe(second?.job_id)
  })

  it('is reported in order when many hooks are called at once', async () => {
    const place = await agentWorkplace()
    await place.hook('UserPromptSubmit')
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => place.hook('UserPromptSubmit', { session_id: `s${index}` })),
    )
    await place.hears(13)
    await waitFor(() => readdirSync(join(place.stateDir, 'hooks', 'calls')).length === 0, { what: 'an empty spool' })
    expect(new Set(place.events().map(({ job_id, seq }) => `${job_id} ${seq}`)).size).toBe(13)
  })
})
