// How much the fuzz tests try, and from which seed: a share in every run of the suite, everything with `npm run test:fuzz`.
// Another seed: JOBDECK_FUZZ_SEED=1 npm run test:fuzz. A failure prints its seed and its path.
import { testLimitMs } from '../support/wait-for.ts'

const isWhole = process.env.JOBDECK_FUZZ === 'whole'

export const messagesToTry = isWhole ? 200_000 : 5_000
export const filesToTry = isWhole ? 10_000 : 500
/** Ends what hangs. */
export const limitMs = isWhole ? 1_800_000 : testLimitMs
export const seed = Number(process.env.JOBDECK_FUZZ_SEED ?? 20_261_126)
