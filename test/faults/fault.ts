// One fault, one test, one row of docs/faults.md. `npm run test:faults` runs all of them at length and writes the table; the
// ordinary test run has a short form of most.
import { expect, it } from 'vitest'
import type { Audit } from '../support/audit.ts'
import { testLimitMs } from '../support/wait-for.ts'
import { type IsRight, openScene, type Scene, type SceneOptions } from './scene.ts'

declare module 'vitest' {
  export interface TaskMeta {
    /** A row for the table of faults. */
    faultRow?: FaultRow
  }
}

export interface FaultRow {
  readonly fault: string
  /** What jobdeck does about it. */
  readonly answer: string
  readonly audit: Audit
}

const isLong = process.env.JOBDECK_FAULTS === 'long'
const limitMs = isLong ? 900_000 : testLimitMs

export interface Fault {
  readonly name: string
  readonly answer: string
  /** `long-only` for what has to wait for real time-outs. */
  readonly form?: 'long-only'
  readonly scene?: SceneOptions
  /** Makes the fault while events come; resolves to what an audit found. */
  readonly run: (scene: Scene) => Promise<Audit>
}

/** The number for the form of the test that runs: how many events, cuts or kills. */
export function inForm(sizes: { readonly short: number; readonly long: number }): number {
  return isLong ? sizes.long : sizes.short
}

/** Defines the test of a fault: nothing is missing in the end, and nothing is there twice. */
export function testFault(fault: Fault): void {
  define(fault, ({ problems }) => problems.length === 0)
}

/** Defines the test of a fault that no client can fix (PROTOCOL.md §8): what is lost is shown as missed, and nothing else is wrong. */
export function testLoss(fault: Fault): void {
  const isAdmitted = ({ sent, recorded, shown, missed, twice }: Audit) =>
    shown === recorded && missed === sent - recorded && twice === 0
  define(fault, (audit) => audit.recorded < audit.sent && isAdmitted(audit))
}

function define({ name, answer, form, scene, run }: Fault, isRight: IsRight): void {
  if (form === 'long-only' && !isLong) return
  it(name, { timeout: limitMs }, async ({ task }) => {
    const audit = await run(await openScene(isRight, scene))
    task.meta.faultRow = { fault: name, answer, audit }
    expect(audit).toSatisfy(isRight)
  })
}
