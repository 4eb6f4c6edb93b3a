// Where the measured programs live: in a temporary folder, and in an environment without the user's settings.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const jobdeckBin = fileURLToPath(new URL('../../bin/jobdeck.js', import.meta.url))

/** The path of a program in `programs/`. */
export function benchProgram(name: string): string {
  return fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))
}

export interface Workplace {
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  remove(): void
}

/** A new folder, and the environment of a jobdeck that keeps everything in it and uses the broker on that loopback port. */
export function newWorkplace(brokerPort: number): Workplace {
  const home = mkdtempSync(join(tmpdir(), 'jobdeck-bench-'))
  mkdirSync(join(home, 'jobs'))
  return {
    home,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      NODE_ENV: 'production',
      JOBDECK_CONFIG_DIR: join(home, 'config'),
      JOBDECK_STATE_DIR: join(home, 'state'),
      JOBDECK_REGISTRY_DIR: join(home, 'jobs'),
      MQTT_BROKER: '127.0.0.1',
      MQTT_PORT: String(brokerPort),
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

/** Writes the records of running jobs: registered now, with a limit longer than any measurement. */
export function writeRecords({ home }: Workplace, jobIds: readonly string[]): void {
  const now = `${new Date().toISOString().slice(0, 19)}Z`
  for (const [index, job_id] of jobIds.entries()) {
    const record = {
      schema_version: 1,
      job_id,
      status: 'running',
      created_at: now,
      updated_at: now,
      prompt:
        index % 4 === 0 ? '정렬 문제 10개를 만들어 sort_problems.md로 저장' : `Migrate table ${index} and test it`,
      agent: 'claude-code',
      agent_session: `tmux:claude-${index}`,
      broker: null,
      topic_prefix: `python/mqtt/jobs/${job_id}`,
      timeout_sec: 3600,
      idle_timeout_sec: 1200,
      expected_artifacts: [],
      last_seq: 5,
      auth_token: null,
    }
    writeFileSync(join(home, 'jobs', `${job_id}.json`), JSON.stringify(record), { mode: 0o600 })
  }
}

/** Job ids: `bench000`, `bench001`, … */
export function jobIds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `b${index.toString(36).padStart(7, '0')}`)
}
