// Tries every change of the registry and prints what became of each: `change.ts DIR JOB`. Run where writing must fail.

import { describeError } from '../../../../src/domain/failure.ts'
import { parseJobId } from '../../../../src/domain/protocol/job-id.ts'
import { appendEventLog } from '../../../../src/io/registry/event-log.ts'
import { registerJob } from '../../../../src/io/registry/register-job.ts'
import { setStatus, takeNextSeq } from '../../../../src/io/registry/registry.ts'

const [dir = '', id = ''] = process.argv.slice(2)
const jobId = parseJobId(id)
const request = {
  prompt: 'x'.repeat(4_000),
  agent: 'codex',
  agentSession: null,
  broker: null,
  topicBase: 'python/mqtt/jobs',
  timeoutSec: 60,
  idleTimeoutSec: 60,
  expectedArtifacts: [],
  authToken: null,
}
const changes: Readonly<Record<string, () => Promise<unknown>>> = {
  register: () => registerJob(dir, request),
  seq: () => takeNextSeq(dir, id),
  status: () => setStatus(dir, id, 'running'),
  log: async () => jobId && (await appendEventLog(dir, jobId, JSON.stringify(request))),
}
for (const [name, change] of Object.entries(changes)) {
  const outcome = await change().then(String, (error) => `${error.name} ${error.code} ${describeError(error)}`)
  process.stdout.write(`${name}: ${outcome}\n`)
}
