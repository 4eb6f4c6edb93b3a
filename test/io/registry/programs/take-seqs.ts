// Takes seqs of one job as fast as it can and prints each: `take-seqs.ts DIR JOB COUNT`. A count of 0 never ends.
import { takeNextSeq } from '../../../../src/io/registry/registry.ts'

const [dir = '', id = '', count = '0'] = process.argv.slice(2)
for (let taken = 0; count === '0' || taken < Number(count); taken++) {
  process.stdout.write(`${await takeNextSeq(dir, id)}\n`)
}
