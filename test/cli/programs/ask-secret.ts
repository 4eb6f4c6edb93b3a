// Run by prompt-secret.test.ts on a terminal: asks, then says how long the answer was, and what it was turned round.
import { promptSecret } from '../../../src/cli/input/prompt-secret.ts'

const secret = await promptSecret('Password: ', process.stdin, process.stderr)
process.stdout.write(
  `${secret.length} characters, reversed ${[...secret].reverse().join('')}, raw ${process.stdin.isRaw}\n`,
)
