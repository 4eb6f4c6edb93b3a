import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openJournalLedger } from '../../../src/io/ledger/journal-ledger.ts'
import { readJournal } from '../../../src/io/ledger/read-journal.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { startProgram } from '../../support/program.ts'
import { newEvent } from './entries.ts'

const ledgerFile = fileURLToPath(new URL('../../../src/io/ledger/journal-ledger.ts', import.meta.url))

const writer = (stateDir: string, name: string) => `
  const { openJournalLedger } = await import(${JSON.stringify(ledgerFile)})
  const onProblem = (problem) => { console.error(problem); process.exitCode = 1 }
  const limits = { fileBytes: 20_000, files: 1000 }
  const journal = openJournalLedger({ stateDir: ${JSON.stringify(stateDir)}, broker: 'b', onProblem, limits })
  for (let i = 0; i < 300; i++) {
    journal.append(Array.from({ length: 5 }, (_, j) => ({ entry: {
      receivedAtMs: Date.now(), topic: '${name}', retained: false, payload: String(i * 5 + j) + ' ' + 'x'.repeat(i) } })))
    await journal.flush()
  }
  await journal.close()`

it('loses and tears no line when three processes append and rotate at once', async () => {
  const stateDir = temporaryFolder()
  const programs = ['a', 'b', 'c'].map((name) =>
    startProgram(process.execPath, ['--input-type=module', '-e', writer(stateDir, name)]),
  )
  for (const program of programs) {
    const { code } = await program.exit
    expect({ code, stderr: program.stderr() }).toEqual({ code: 0, stderr: '' })
  }
  const numbers = new Map<string, number[]>()
  const unreadable = await readJournal({ stateDir, broker: 'b' }, ({ topic, payload }) => {
    numbers.set(topic, [...(numbers.get(topic) ?? []), Number.parseInt(payload, 10)])
  })
  expect(unreadable).toBe(0)
  for (const name of ['a', 'b', 'c']) {
    expect(numbers.get(name)?.toSorted((x, y) => x - y)).toEqual(Array.from({ length: 1500 }, (_, i) => i))
  }
  expect(readdirSync(join(stateDir, 'journal')).length).toBeGreaterThan(20)
})

it('keeps every whole line when the disk takes only part of a write, and continues after it', async () => {
  const stateDir = temporaryFolder()
  const code = `
    const { openJournalLedger } = await import(${JSON.stringify(ledgerFile)})
    const journal = openJournalLedger({ stateDir: ${JSON.stringify(stateDir)}, broker: 'b', onProblem: (problem) => console.log(problem?.message) })
    journal.append(Array.from({ length: 400 }, (_, i) => ({ entry: { receivedAtMs: 0, topic: 't', retained: false, payload: String(i) } })))
    await journal.flush()
    await journal.close()`
  // The limit on file sizes (16 × 1024 bytes) cuts a write short as a full disk does.
  const limited = `trap '' XFSZ; ulimit -f 16; exec "$0" --input-type=module -e "$1"`
  const program = startProgram('bash', ['-c', limited, process.execPath, code])
  expect(await program.exit).toEqual({ code: 0, signal: null })
  expect(program.stdout()).toMatch(/^cannot write the journal .*\.jsonl \(ENOSPC\)\n/)

  const journal = openJournalLedger({
    stateDir,
    broker: 'b',
    onProblem: (problem) => expect.unreachable(problem?.message),
  })
  journal.append([newEvent('next', 1)])
  await journal.close()
  const payloads: string[] = []
  const unreadable = await readJournal({ stateDir, broker: 'b' }, ({ payload }) => payloads.push(payload))
  expect(unreadable).toBe(1)
  expect(payloads.length).toBeGreaterThan(100)
  expect(payloads).toEqual([
    ...Array.from({ length: payloads.length - 1 }, (_, i) => String(i)),
    newEvent('next', 1).entry.payload,
  ])
})

it('writes what was cut off as soon as there is space again, and nothing twice', async () => {
  const stateDir = temporaryFolder()
  const code = `
    const { execFileSync } = await import('node:child_process')
    const { openJournalLedger } = await import(${JSON.stringify(ledgerFile)})
    const journal = openJournalLedger({ stateDir: ${JSON.stringify(stateDir)}, broker: 'b', onProblem: (problem) => console.log(problem?.message ?? 'works again') })
    journal.append(Array.from({ length: 400 }, (_, i) => ({ entry: { receivedAtMs: 0, topic: 't', retained: false, payload: String(i) } })))
    await journal.flush()
    execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited:'])
    await journal.flush()
    await journal.close()`
  const limited = `trap '' XFSZ; ulimit -S -f 16; exec "$0" --input-type=module -e "$1"`
  const program = startProgram('bash', ['-c', limited, process.execPath, code])
  expect(await program.exit).toEqual({ code: 0, signal: null })
  expect(program.stdout()).toMatch(/\(ENOSPC\)\nworks again\n$/)
  const payloads: string[] = []
  const unreadable = await readJournal({ stateDir, broker: 'b' }, ({ payload }) => payloads.push(payload))
  expect(unreadable).toBe(1)
  expect(payloads).toEqual(Array.from({ length: 400 }, (_, i) => String(i)))
})
