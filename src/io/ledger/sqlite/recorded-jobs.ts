// Which jobs of the ledger the registry has records of: those are not a stranger's, and retention spares them while they live.
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { LedgerAccess } from './ledger-access.ts'

const update = `
UPDATE jobs SET has_record = 1 - has_record
WHERE broker = ? AND has_record <> (job IN (SELECT value FROM json_each(?)))`

export async function setRecords(access: LedgerAccess, jobIds: readonly JobId[]): Promise<void> {
  const list = JSON.stringify(jobIds)
  await access.write(list.length, ({ file, brokerId }) => {
    file.prepare(update).run(brokerId, list)
  })
}
