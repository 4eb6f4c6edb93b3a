// The ledgers of a process that write in one thread beside it. The thread begins with the first of them and ends with the last.
import { Worker } from 'node:worker_threads'
import { currentBoot } from '../../clock/boot.ts'
import { systemClock } from '../../clock/system-clock.ts'
import type { Ledger, LedgerOptions } from '../ledger.ts'
import type { Answer, Deed, Request } from './messages.ts'
import { ThreadedLedger } from './threaded-ledger.ts'

/** Beside this file, in a checkout as in the bundle. */
const workerUrl = new URL(import.meta.url.replace(/[^/]*(\.\w+)$/, 'ledger-worker$1'))

export class LedgerThread {
  readonly #ledgers = new Map<number, ThreadedLedger>()
  readonly #boot = currentBoot(systemClock)
  #lastLedger = 0
  #lastCall = 0
  /** By call, what waits for its answer. */
  readonly #waiting = new Map<number, (result: unknown) => void>()
  #worker: Worker | null = null

  /** Opens a ledger that reads here, and writes in the thread by the machine's clock. */
  readonly openLedger = (options: LedgerOptions): Ledger => {
    const number = ++this.#lastLedger
    const { stateDir, broker } = options
    this.#post({ ledger: number, kind: 'open', location: { stateDir, broker }, boot: this.#boot })
    const run = (deed: Deed) => this.#run(number, deed)
    const ledger = new ThreadedLedger({ ...options, boot: this.#boot, run })
    this.#ledgers.set(number, ledger)
    return ledger
  }

  async #run(ledger: number, deed: Deed): Promise<unknown> {
    const call = ++this.#lastCall
    const answered = new Promise<unknown>((resolve) => this.#waiting.set(call, resolve))
    this.#post({ ledger, kind: 'do', call, deed })
    const result = await answered
    if (deed.name === 'close') this.#end(ledger)
    return result
  }

  #post(request: Request): void {
    this.#worker ??= this.#start()
    this.#worker.postMessage(request)
  }

  /** An error in the thread is thrown here, as if it had happened here. */
  #start(): Worker {
    const worker = new Worker(workerUrl)
    worker.on('message', (answer: Answer) => this.#hear(answer))
    return worker
  }

  #hear(answer: Answer): void {
    this.#ledgers.get(answer.ledger)?.hear(answer)
    if (answer.kind !== 'done') return
    this.#waiting.get(answer.call)?.(answer.result)
    this.#waiting.delete(answer.call)
  }

  #end(ledger: number): void {
    this.#ledgers.delete(ledger)
    if (this.#ledgers.size > 0) return
    void this.#worker?.terminate()
    this.#worker = null
  }
}
