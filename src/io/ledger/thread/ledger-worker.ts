// The thread that writes the ledgers of a deck, so that neither SQLite nor the disk keeps the screen and the broker waiting.
import { parentPort } from 'node:worker_threads'
import type { Boot } from '../../clock/boot.ts'
import type { LedgerLocation } from '../ledger.ts'
import { SqliteLedger } from '../sqlite/sqlite-ledger.ts'
import type { Answer, Deed, Request } from './messages.ts'
import { unpackEvents } from './packed-events.ts'
import { packProblem } from './problem.ts'

const ledgers = new Map<number, SqliteLedger>()

function post(answer: Answer): void {
  parentPort?.postMessage(answer)
}

function open(number: number, { stateDir, broker }: LedgerLocation, boot: Boot): void {
  const ledger: SqliteLedger = new SqliteLedger({
    stateDir,
    broker,
    boot,
    onProblem: (error) =>
      post({ kind: 'problem', ledger: number, problem: packProblem(error), isFailing: ledger.isFailing }),
  })
  ledgers.set(number, ledger)
}

async function run(ledger: SqliteLedger, deed: Deed): Promise<unknown> {
  if (deed.name === 'append') return await ledger.append(unpackEvents(deed.args[0]))
  if (deed.name === 'close') return packProblem(await ledger.close())
  const write = ledger[deed.name] as (...args: readonly unknown[]) => Promise<void>
  return await write.apply(ledger, [...deed.args])
}

parentPort?.on('message', async (request: Request) => {
  const { ledger: number } = request
  if (request.kind === 'open') {
    open(number, request.location, request.boot)
    return
  }
  const ledger = ledgers.get(number)
  if (!ledger) throw new Error(`ledger ${number} is not open`)
  const { call, deed } = request
  const result = await run(ledger, deed)
  if (deed.name === 'close') ledgers.delete(number)
  post({ kind: 'done', ledger: number, call, result, isFailing: ledger.isFailing })
})
