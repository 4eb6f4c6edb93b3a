// Prints the table of faults after `npm run test:faults`, and writes docs/faults.md when everything has run and passed.
import { spawnSync } from 'node:child_process'
import { globSync, writeFileSync } from 'node:fs'
import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node'
import type { FaultRow } from '../faults/fault.ts'

const file = 'docs/faults.md'

const introduction = `# Faults, and what becomes of events

\`npm run test:faults\` makes each of these faults while events come, with the built jobdeck in a terminal on a real Mosquitto, and
ends with an audit of every job: what the broker has acknowledged to the publisher (sent), what the ledger holds (recorded), what
the screen accounts for (shown), what the screen says is missing (missed), and what is anywhere twice. \`npm test\` runs a short form
of most. The faults are in \`test/faults/\`, and the program that measures memory over hours of them is \`test/soak/run.ts\`.
`

const head = [
  '| fault | what jobdeck does | sent | recorded | shown | missed | twice |',
  '|---|---|--:|--:|--:|--:|--:|',
]

export const faultTable: Reporter = {
  onTestRunEnd(modules: readonly TestModule[], _errors, reason: TestRunEndReason) {
    const rows = modules.flatMap((module) =>
      [...module.children.allTests()].flatMap((test) => test.meta().faultRow ?? []),
    )
    const table = [...head, ...rows.map(lineOf)].join('\n')
    process.stdout.write(`${table}\n`)
    const isWhole = modules.length === globSync('test/faults/*.test.ts').length
    if (reason === 'passed' && isWhole) writeFileSync(file, `${introduction}\n${table}\n\n${circumstances()}\n`)
  },
}

function lineOf({ fault, answer, audit }: FaultRow): string {
  const { sent, recorded, shown, missed, twice } = audit
  const counts = [sent, recorded, shown, missed, twice].map((count) => count.toLocaleString('en-US'))
  return `| ${[fault, answer, ...counts].join(' | ')} |`
}

function circumstances(): string {
  const [mosquitto] = /[\d.]+\d/.exec(spawnSync('mosquitto', ['-h'], { encoding: 'utf8' }).stdout) ?? []
  const day = new Date().toISOString().slice(0, 10)
  return `Measured on ${day} with Mosquitto ${mosquitto}, Node ${process.version}, ${process.platform}.`
}
