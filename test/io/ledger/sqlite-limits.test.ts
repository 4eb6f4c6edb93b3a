// Disks that are full, and places that cannot be written: in a separate process, whose rights and limits are cut.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { type Program, startProgram } from '../../support/program.ts'
import { seqsIn } from './entries.ts'
import { openSqlite } from './open-sqlite.ts'

const modules = JSON.stringify([
  new URL('../../../src/io/ledger/sqlite/sqlite-ledger.ts', import.meta.url).href,
  new URL('entries.ts', import.meta.url).href,
])

/** What every program here begins with: a ledger in `stateDir` whose problems it prints. */
const opening = `
  const [{ SqliteLedger }, { broker, newEvent }] = await Promise.all(${modules}.map((url) => import(url)))
  const { execFileSync } = await import('node:child_process')
  const { chmodSync, mkdirSync, statSync } = await import('node:fs')
  const stateDir = process.argv[1]
  const onProblem = (problem) => console.log(problem === null ? 'works again' : problem.message)
  const open = () => new SqliteLedger({ stateDir, broker, onProblem })
  const events = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => newEvent('job-1', from + i, { detail: 'x'.repeat(100) }))`

async function linesOf(program: Program): Promise<readonly string[]> {
  const { code } = await program.exit
  expect({ code, stderr: program.stderr() }).toEqual({ code: 0, stderr: '' })
  return program.stdout().trimEnd().split('\n')
}

it('holds what a full disk does not take, and writes it as soon as there is space again', async () => {
  const stateDir = temporaryFolder()
  const code = `${opening}
    const ledger = open()
    const first = ledger.append(events(1, 20))
    await ledger.flush()
    console.log(JSON.stringify(await first))
    // The limit on file sizes cuts a write short as a full disk does.
    execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=' + (statSync(stateDir + '/ledger/ledger.sqlite-wal').size + 8192) + ':'])
    let isDone = false
    const second = ledger.append(events(21, 2000)).then((isNew) => { isDone = true; return isNew.length })
    await ledger.flush()
    await ledger.flush()
    console.log('waits', !isDone)
    execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited:'])
    await ledger.flush()
    console.log(await second)
    await ledger.close()`
  const program = startProgram('bash', [
    '-c',
    `trap '' XFSZ; exec "$0" --input-type=module -e "$1" "$2"`,
    process.execPath,
    code,
    stateDir,
  ])
  const [stored, problem, ...rest] = await linesOf(program)
  expect(stored).toBe(JSON.stringify(Array(20).fill(true)))
  expect(problem).toMatch(/^cannot write the ledger .*ledger\.sqlite \(/)
  expect(rest).toEqual(['waits true', 'works again', '1980'])
  const ledger = openSqlite(stateDir)
  expect(await seqsIn(ledger)).toEqual(Array.from({ length: 2000 }, (_, index) => index + 1))
  await ledger.close()
})

/** A user without rights on anything that was not given away. */
const asNobody = `
  const { chownSync } = await import('node:fs')
  if (process.geteuid() === 0) {
    chownSync(stateDir, 65534, 65534)
    process.setgroups([])
    process.setgid(65534)
    process.setuid(65534)
  }`

it('is read in a directory that has become read-only, and holds what it cannot write', async () => {
  const stateDir = temporaryFolder()
  const code = `${opening}
    ${asNobody}
    const writer = open()
    void writer.append(events(1, 3))
    await writer.close()
    chmodSync(stateDir + '/ledger', 0o500)
    chmodSync(stateDir + '/ledger/ledger.sqlite', 0o400)
    const ledger = open()
    const { events: known } = await ledger.jobHistory('job-1')
    console.log(known.map(({ event }) => event.seq).join())
    void ledger.append(events(4, 4))
    await ledger.flush()
    chmodSync(stateDir + '/ledger', 0o700)
    chmodSync(stateDir + '/ledger/ledger.sqlite', 0o600)
    await ledger.flush()
    console.log((await ledger.jobHistory('job-1')).events.length)
    await ledger.close()`
  const lines = await linesOf(startProgram(process.execPath, ['--input-type=module', '-e', code, stateDir]))
  expect(lines).toEqual([
    expect.stringMatching(/^cannot write the ledger .*\((EACCES|EROFS)\)$/),
    '1,2,3',
    expect.stringMatching(/\((EACCES|EROFS)\); 1 event not recorded$/),
    'works again',
    '4',
  ])
})

it('says so when its directory cannot be created, in a state directory of another user', async () => {
  const stateDir = temporaryFolder()
  mkdirSync(join(stateDir, 'sub'), { mode: 0o755 })
  const code = `${opening}
    ${asNobody}
    chmodSync(stateDir, 0o500)
    const ledger = open()
    const appended = ledger.append(events(1, 2))
    await ledger.flush()
    await ledger.close()
    console.log(await appended)`
  const lines = await linesOf(startProgram(process.execPath, ['--input-type=module', '-e', code, stateDir]))
  expect(lines).toEqual([
    expect.stringMatching(/^cannot write the ledger .*\(EACCES\); 2 events not recorded$/),
    'null',
  ])
})
