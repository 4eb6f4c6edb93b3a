// What happens to the state directory: it is full, or may not be written. The deck gets a small file system of its own, in a
// namespace where its user may mount one.
import { spawnSync } from 'node:child_process'
import { closeSync, cpSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'vitest'
import { quit } from '../support/deck/open-deck.ts'
import { jobdeckBin, temporaryFolder } from '../support/jobdeck-home.ts'
import { recordedCount } from '../support/recorded-events.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'
import { inForm, testFault } from './fault.ts'

const events = inForm({ short: 120, long: 3_000 })
const perSec = inForm({ short: 120, long: 300 })

/** The deck behind a mount: a shell command that uses "$JOBDECK_STATE_DIR". */
function behindMount(mount: string): readonly string[] {
  return ['unshare', '-rm', 'sh', '-c', `${mount} && exec "$@"`, 'sh', process.execPath, jobdeckBin]
}

/** Copies the ledger of a state directory to where SQLite can open it: it would resolve `/proc/<pid>/root`. */
function copyOf(stateDir: string): string {
  const copy = temporaryFolder()
  for (const name of ['ledger.sqlite', 'ledger.sqlite-wal']) {
    cpSync(join(stateDir, 'ledger', name), join(copy, 'ledger', name))
  }
  return copy
}

/** Fills a file system to its last byte; the result frees it again. */
function fill(folder: string): () => void {
  const path = join(folder, 'ballast')
  const file = openSync(path, 'w')
  try {
    for (const bytes of [65_536, 1]) fillIn(file, bytes)
  } finally {
    closeSync(file)
  }
  return () => rmSync(path)
}

function fillIn(file: number, bytes: number): void {
  const block = Buffer.alloc(bytes)
  try {
    while (writeSync(file, block) > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}

function defineTests(): void {
  testFault({
    name: 'the state directory is full, and has room again later',
    answer: 'Events are shown at once, said to wait, and written as soon as there is room.',
    run: async ({ stateDir, openDeck, send, audit }) => {
      const deck = await openDeck({
        command: behindMount('mount -t tmpfs -o size=16m,mode=700 tmpfs "$JOBDECK_STATE_DIR"'),
      })
      const inside = `/proc/${deck.pid}/root${stateDir}`
      await send(events / 2, perSec)
      await waitFor(() => recordedCount(copyOf(inside)) === events / 2, { what: 'the records before' })
      const free = fill(inside)
      await send(events / 2, perSec)
      await deck.sees(`#${events / 6}`, 'the disk is full', /not\s+recorded/)
      free()
      const result = await audit(deck, { findStateDir: () => copyOf(inside) })
      await deck.seesNot('the disk is full')
      return result
    },
  })

  testFault({
    name: 'the state directory may only be read',
    answer: 'Events are shown, said not to be recorded, and stay at the broker until a later run can write them.',
    run: async ({ openDeck, startDeck, send, hasRecorded, audit }) => {
      const before = await openDeck()
      await send(events / 2, perSec)
      await hasRecorded(events / 2)
      await quit(before)
      const readOnly =
        'mount --bind "$JOBDECK_STATE_DIR" "$JOBDECK_STATE_DIR" && mount -o remount,ro,bind "$JOBDECK_STATE_DIR"'
      const reader = startDeck({ command: behindMount(readOnly) })
      await reader.sees('● connected')
      await send(events / 2, perSec)
      await reader.sees(`#${events / 6}`, /read-only|cannot write/)
      await quit(reader)
      return await audit(await openDeck())
    },
  })
}

needs('mosquitto', 'util-linux')('the state directory', () => {
  const { status } = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'])
  const define = status === 0 ? describe : describe.skip
  define(status === 0 ? 'in a namespace' : 'in a namespace (which this system does not allow)', defineTests)
})
