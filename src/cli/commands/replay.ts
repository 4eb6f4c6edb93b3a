// `jobdeck replay`: the monitor over a recording or over the ledger.
import { resolve } from 'node:path'
import { intakeRecords } from '../../app/deck/intake-records.ts'
import { readLedgerEvents } from '../../app/deck/replay/ledger-events.ts'
import { ReplayDeck } from '../../app/deck/replay/replay-deck.ts'
import { JobdeckError } from '../../domain/failure.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { defaultTopicBase } from '../../domain/protocol/topics.ts'
import { type RecordedEvents, readRecording } from '../../io/ledger/read-recording.ts'
import { readRegistry } from '../../io/registry/read-registry.ts'
import { openScreen } from '../../ui/frame/render-deck.tsx'
import type { CliContext } from '../context/context.ts'
import { ledgerLocationOf } from '../context/ledger-location.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { screenSettings } from '../context/screen-settings.ts'
import { exitStatus } from '../exit-status.ts'
import { noteProblem } from '../output/note.ts'
import { requireTerminal } from '../require-terminal.ts'

export interface ReplayOptions {
  readonly job?: JobId
  /** How long ago in seconds, or a moment in epoch milliseconds. */
  readonly since?: { readonly agoSec: number } | { readonly atMs: number }
  readonly speed: number
}

/** Replays until the user leaves. Nothing is connected, sent or written. */
export async function runReplay(
  context: CliContext,
  file: string | undefined,
  { speed, ...from }: ReplayOptions,
): Promise<number> {
  const isOfLedger = from.job !== undefined || from.since !== undefined
  if ((file !== undefined) === isOfLedger)
    throw new JobdeckError(
      'usage',
      'give either a recording, or --job or --since',
      'jobdeck replay --help has examples',
    )
  const { entries, unreadable } = await (file === undefined
    ? readEvents(context, from)
    : readRecording(resolve(context.cwd, file)))
  requireTerminal(context)
  const { records } = await readRegistry(await registryDirOf(context))
  const deck = new ReplayDeck({
    entries,
    records: intakeRecords(records, context.topicBase ?? defaultTopicBase, new Map(), 0),
    name: file ?? ledgerLocationOf(context).broker,
    speed,
    clock: context.clock,
    problem: unreadable > 0 ? `${unreadable} ${unreadable === 1 ? 'line' : 'lines'} could not be read` : null,
  })
  deck.start()
  try {
    await openScreen({ store: deck.store, commands: deck.commands, ...screenSettings(context) }).waitUntilExit()
    return typeof process.exitCode === 'number' ? process.exitCode : exitStatus.done
  } finally {
    deck.close()
  }
}

function readEvents(context: CliContext, { job, since }: Omit<ReplayOptions, 'speed'>): Promise<RecordedEvents> {
  const sinceMs = since === undefined ? 0 : 'atMs' in since ? since.atMs : context.clock.wallMs() - since.agoSec * 1000
  return readLedgerEvents(ledgerLocationOf(context), { job, sinceMs }, noteProblem(context))
}
