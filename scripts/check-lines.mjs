// No source or test file is longer than a person reads in one go.
import { globSync, readFileSync } from 'node:fs'

const limit = 300
const tooLong = globSync(['{src,test,bin,scripts}/**/*.{ts,tsx,js,mjs,py,sh}'])
  .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
  .filter(({ lines }) => lines > limit)

for (const { file, lines } of tooLong) process.stderr.write(`${file} has ${lines} lines, more than ${limit}\n`)
process.exitCode = tooLong.length > 0 ? 1 : 0
