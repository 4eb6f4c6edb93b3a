// Which jobs of the ledger the registry has records of: those are not a stranger's, and retention spares them while they live.
import type { JobId } from '../../../domain/protocol/job-id.ts'
import { emptySummary } from './job-summary.ts'
import type { LedgerAccess } from './ledger-access.ts'

const insert = `
INSERT INTO jobs (broker, job, summary) SELECT ?, value, ? FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`
const update = `
UPDATE jobs SET has_record = 1 - has_record
WHERE broker = ? AND has_record <> (job IN (SELECT value FROM json_each(?)))`

export async function setRecords(access: LedgerAccess, jobIds: readonly JobId[]): Promise<void> {
  const list = JSON.stringify(jobIds)
  await access.write(list.length, ({ file, brokerId }) => {
    // A job is protected from its first event on.
    file.prepare(insert).run(brokerId, JSON.stringify(emptySummary), list)
    file.prepare(update).run(brokerId, list)
  })
}
