// No source or test file is too long to read in one go, the deck only composes, and a command only parses, acts and prints.
import { globSync, readFileSync } from 'node:fs'

const limits = [
  { limit: 300, files: globSync('{src,test,bin,scripts}/**/*.{ts,tsx,js,mjs,py,sh}') },
  { limit: 150, files: ['src/app/deck/deck.ts'] },
  { limit: 80, files: globSync('src/cli/commands/*.ts') },
]

const lineCount = (file) => readFileSync(file, 'utf8').split('\n').length - 1
const problems = limits.flatMap(({ limit, files }) =>
  files
    .filter((file) => lineCount(file) > limit)
    .map((file) => `${file} has ${lineCount(file)} lines, more than ${limit}`),
)
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length > 0 ? 1 : 0
