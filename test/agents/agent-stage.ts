// Where a real agent works for a test: a home of its own, a tmux server, a broker that is listened to, and jobdeck beside it.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { parseJobId } from '../../src/domain/protocol/job-id.ts'
import { openAsks } from '../../src/io/agents/questions.ts'
import { agentWorkplace } from '../cli/agent-workplace.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { waitFor } from '../support/wait-for.ts'

const run = promisify(execFile)
/** A real agent needs seconds to start. */
export const patience = { timeoutMs: 40_000 }

export async function agentStage(env: Readonly<Record<string, string>>) {
  const place = await agentWorkplace()
  const folder = process.env.JOBDECK_AGENTS_DIR ?? ''
  const all = {
    ...env,
    HOME: place.home,
    PATH: `${join(folder, 'node_modules/.bin')}:${process.env.PATH}`,
    TMUX_TMPDIR: temporaryFolder(),
    JOBDECK_REGISTRY_DIR: undefined,
  }
  mkdirSync(join(place.home, '.mam/jobs'), { recursive: true })
  const tmux = async (...args: readonly string[]) =>
    (await run('tmux', ['-u', ...args], { env: { ...process.env, ...all, TMUX: '' } })).stdout
  onTestFinished(async () => {
    await tmux('kill-server').catch(() => undefined)
  })
  // The server's environment is that of the first client: the agents get it from there.
  const base = ['new-session', '-d', '-s', 'base', '-x', '160', '-y', '45', '-c', place.home]
  await run('tmux', base, {
    env: { ...process.env, ...all, ...place.env, JOBDECK_STATE_DIR: place.stateDir, TMUX: '' },
  })
  const registryDir = join(place.home, '.mam/jobs')
  return {
    ...place,
    registryDir,
    tmux,
    /** Starts an agent for a job; resolves to the job's id. */
    start: async (args: readonly string[]) => {
      const ran = await place.run(['run', ...args], all)
      if (ran.code !== 0) throw new Error(ran.stderr)
      const id = parseJobId(ran.stdout.trim())
      if (id === null) throw new Error(`"${ran.stdout}" is not a job id`)
      return id
    },
    jobdeck: (...args: readonly string[]) => place.run([...args], all),
    screen: (session: string) => tmux('capture-pane', '-p', '-t', `=${session}:`),
    /** Waits until a job's agent asks. */
    asks: (id: ReturnType<typeof parseJobId>) =>
      waitFor(() => id !== null && openAsks(registryDir, id).length > 0, { what: 'a question', ...patience }),
    wordsOf: (id: string) =>
      place
        .events()
        .filter(({ job_id }) => job_id === id)
        .map(({ event, detail }) => `${event}: ${detail}`),
    seqsOf: (id: string) =>
      place
        .events()
        .filter(({ job_id }) => job_id === id)
        .map(({ seq }) => seq),
    isMade: (name: string) => existsSync(join(place.home, name)),
    files: () => readdirSync(place.home),
  }
}
