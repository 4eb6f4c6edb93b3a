// Registries to test with: directories that go when the test is over, and a request and a record with every field.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { type JobId, parseJobId } from '../../../src/domain/protocol/job-id.ts'
import type { RegisterRequest } from '../../../src/io/registry/register-job.ts'

export const request: RegisterRequest = {
  prompt: '정렬 문제 10개\nsort_problems.md',
  agent: 'claude-code',
  agentSession: 'tmux:claude',
  broker: { host: 'mqtt.internal', port: 8883, tls: true, username: 'claude-worker', password: 'geheim' },
  topicBase: 'python/mqtt/jobs',
  timeoutSec: 3600,
  idleTimeoutSec: 120,
  expectedArtifacts: ['report.md'],
  authToken: null,
}

export async function temporaryDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'jobdeck-registry-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

export function jobId(text: string): JobId {
  const id = parseJobId(text)
  if (id === null) throw new Error(`${text} is not a valid job id`)
  return id
}

/** A record as another program may have written it; `fields` replace or add. */
export function recordJson(id: string, fields: Readonly<Record<string, unknown>> = {}): string {
  const record = {
    schema_version: 1,
    job_id: id,
    status: 'pending',
    created_at: '2026-06-19T09:30:00Z',
    updated_at: '2026-06-19T09:32:00Z',
    prompt: 'Migrate the session table',
    agent: 'codex',
    agent_session: null,
    broker: null,
    topic_prefix: `python/mqtt/jobs/${id}`,
    timeout_sec: 600,
    idle_timeout_sec: 60,
    expected_artifacts: [],
    last_seq: 0,
    auth_token: null,
  }
  return JSON.stringify({ ...record, ...fields })
}

/** Writes a record file as it is given and returns the job's id. */
export async function putRecord(dir: string, id: string, text = recordJson(id)): Promise<JobId> {
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, `${id}.json`), text)
  return jobId(id)
}

/** Starts one of the programs in `programs/` in a process of its own. */
export function startProgram(
  program: string,
  args: readonly string[],
  options: { readonly shell?: string; readonly uid?: number } = {},
): ChildProcessWithoutNullStreams {
  const path = fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url))
  const command = [process.execPath, path, ...args]
  const { shell, uid } = options
  const child = shell
    ? spawn('/bin/sh', ['-c', `${shell}; exec "$@"`, 'sh', ...command], { uid })
    : spawn(process.execPath, command.slice(1), { uid })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

/** A program's whole output when it has ended. */
export async function outputOf(child: ChildProcessWithoutNullStreams): Promise<{ stdout: string; stderr: string }> {
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  await new Promise((resolve) => child.on('close', resolve))
  return { stdout, stderr }
}
