import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openJournal } from '../../../src/io/ledger/open-journal.ts'
import { readJournal } from '../../../src/io/ledger/read-journal.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { startProgram } from '../../support/program.ts'

const openJournalFile = fileURLToPath(new URL('../../../src/io/ledger/open-journal.ts', import.meta.url))

const writer = (stateDir: string, name: string) => `
  const { openJournal } = await import(${JSON.stringify(openJournalFile)})
  const onProblem = (problem) => { console.error(problem); process.exitCode = 1 }
  const limits = { fileBytes: 20_000, files: 1000 }
  const journal = openJournal({ stateDir: ${JSON.stringify(stateDir)}, broker: 'b', onProblem, limits })
  for (let i = 0; i < 300; i++) {
    journal.append(Array.from({ length: 5 }, (_, j) => ({
      receivedAtMs: Date.now(), topic: '${name}', retained: false, payload: String(i * 5 + j) + ' ' + 'x'.repeat(i) })))
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
  const badLines = await readJournal({ stateDir, broker: 'b' }, ({ topic, payload }) => {
    numbers.set(topic, [...(numbers.get(topic) ?? []), Number.parseInt(payload, 10)])
  })
  expect(badLines).toBe(0)
  for (const name of ['a', 'b', 'c']) {
    expect(numbers.get(name)?.toSorted((x, y) => x - y)).toEqual(Array.from({ length: 1500 }, (_, i) => i))
  }
  expect(readdirSync(join(stateDir, 'journal')).length).toBeGreaterThan(20)
})

it('keeps every whole line when the disk takes only a part of a write, and goes on after it', async () => {
  const stateDir = temporaryFolder()
  const code = `
    const { openJournal } = await import(${JSON.stringify(openJournalFile)})
    const journal = openJournal({ stateDir: ${JSON.stringify(stateDir)}, broker: 'b', onProblem: (problem) => console.log(problem?.message) })
    journal.append(Array.from({ length: 400 }, (_, i) => ({ receivedAtMs: 0, topic: 't', retained: false, payload: String(i) })))
    await journal.flush()
    await journal.close()`
  // The limit on file sizes (16 × 1024 bytes) cuts a write short as a full disk does.
  const limited = `trap '' XFSZ; ulimit -f 16; exec "$0" --input-type=module -e "$1"`
  const program = startProgram('bash', ['-c', limited, process.execPath, code])
  expect(await program.exit).toEqual({ code: 0, signal: null })
  expect(program.stdout()).toMatch(/^cannot write the journal .*\.jsonl \(ENOSPC\)\n/)

  const journal = openJournal({ stateDir, broker: 'b', onProblem: (problem) => expect.unreachable(problem?.message) })
  journal.append([{ receivedAtMs: 0, topic: 't', retained: false, payload: 'next' }])
  await journal.close()
  const payloads: string[] = []
  const badLines = await readJournal({ stateDir, broker: 'b' }, ({ payload }) => payloads.push(payload))
  expect(badLines).toBe(1)
  expect(payloads.length).toBeGreaterThan(100)
  expect(payloads).toEqual([...Array.from({ length: payloads.length - 1 }, (_, i) => String(i)), 'next'])
})

it('writes what was cut off as soon as there is room again, and nothing twice', async () => {
  const stateDir = temporaryFolder()
  const code = `
    const { execFileSync } = await import('node:child_process')
    const { openJournal } = await import(${JSON.stringify(openJournalFile)})
    const journal = openJournal({ stateDir: ${JSON.stringify(stateDir)}, broker: 'b', onProblem: (problem) => console.log(problem?.message ?? 'mended') })
    journal.append(Array.from({ length: 400 }, (_, i) => ({ receivedAtMs: 0, topic: 't', retained: false, payload: String(i) })))
    await journal.flush()
    execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited:'])
    await journal.flush()
    await journal.close()`
  const limited = `trap '' XFSZ; ulimit -S -f 16; exec "$0" --input-type=module -e "$1"`
  const program = startProgram('bash', ['-c', limited, process.execPath, code])
  expect(await program.exit).toEqual({ code: 0, signal: null })
  expect(program.stdout()).toMatch(/\(ENOSPC\)\nmended\n$/)
  const payloads: string[] = []
  const badLines = await readJournal({ stateDir, broker: 'b' }, ({ payload }) => payloads.push(payload))
  expect(badLines).toBe(1)
  expect(payloads).toEqual(Array.from({ length: 400 }, (_, i) => String(i)))
})
