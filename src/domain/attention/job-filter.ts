// The filter of the list (UX.md §2): words that must all match, and qualifiers such as `status:error`. Whatever is typed is plain
// text: nothing is a pattern, and nothing is an error.
import { endingOf } from '../jobs/deadlines.ts'
import type { Job, Status } from '../jobs/job.ts'
import { folded } from '../text/folded.ts'
import type { JobFlags } from './job-flags.ts'

/** A job and what is shown of it. */
export interface FilterSubject {
  readonly job: Job
  readonly status: Status
  readonly isSeen: boolean
  /** It asks, or it failed or is stuck and that has not been seen. */
  readonly needsAttention: boolean
  readonly flags: JobFlags
}

export type JobFilter = (subject: FilterSubject) => boolean

/** The words of a filter; words in double quotes stay together, and a quote without its pair is a plain character. */
export function filterWords(text: string): readonly string[] {
  const parts = text.match(/(?:[a-z]+:)?"[^"]+"|\S+/giu) ?? []
  return parts.map((part) => folded(part.replace(/^([a-z]+:)?"([^"]+)"$/iu, (_, name = '', words) => name + words)))
}

/** The filter that a text means. Dismissed jobs are let through only where the text asks for them. */
export function parseFilter(text: string): JobFilter {
  const words = filterWords(text)
  const tests = words.map(testOf)
  if (!words.includes('is:dismissed')) tests.push(({ flags }) => flags.dismissed === null)
  return (subject) => tests.every((test) => test(subject))
}

const states: Readonly<Record<string, JobFilter>> = {
  new: ({ isSeen }) => !isSeen,
  unseen: ({ isSeen }) => !isSeen,
  seen: ({ isSeen }) => isSeen,
  attention: ({ needsAttention }) => needsAttention,
  ended: ({ job }) => endingOf(job) !== null,
  live: ({ job }) => endingOf(job) === null,
  silenced: ({ flags }) => flags.isSilenced,
  dismissed: ({ flags }) => flags.dismissed !== null,
}

const qualifiers: Readonly<Record<string, (value: string) => JobFilter>> = {
  status: (value) => {
    const wanted = lettersOf(value)
    return ({ status }) => lettersOf(status).startsWith(wanted)
  },
  is: (value) => namedIn(states, value) ?? (() => Object.keys(states).some((name) => name.startsWith(value))),
  id: (value) => textTest(({ id }) => id, value),
  agent: (value) => textTest(({ record }) => record?.agent, value),
  session: (value) => textTest(({ record }) => record?.session, value),
  broker: (value) => textTest(({ broker }) => broker, value),
  host: (value) => textTest(({ broker }) => hostOf(broker), value),
}

function testOf(word: string): JobFilter {
  const [, name = '', value = ''] = /^([a-z]+):(.*)$/su.exec(word) ?? []
  const qualifier = namedIn(qualifiers, name)
  return qualifier ? qualifier(value) : ({ job }) => searchTextOf(job).includes(word)
}

function namedIn<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

function textTest(fieldOf: (job: Job) => string | null | undefined, value: string): JobFilter {
  return ({ job }) => folded(fieldOf(job) ?? '').includes(value)
}

function lettersOf(text: string): string {
  return text.replace(/[^a-z]/g, '')
}

function hostOf(broker: string): string {
  return URL.parse(broker)?.hostname ?? broker
}

/** Case and the way an accent or a syllable is encoded make no difference. */
/** Of a longer prompt, only this many characters are searched. */
const maxSearched = 4_000
const searchTexts = new WeakMap<Job, string>()

/** Everything about a job that words are looked for in, once per version of the job. */
function searchTextOf(job: Job): string {
  const known = searchTexts.get(job)
  if (known !== undefined) return known
  const { record } = job
  const parts = [job.id, record?.agent, record?.session, record?.prompt.slice(0, maxSearched)]
  const details = [job.latest?.detail, job.request?.detail, endingOf(job)?.detail]
  const text = folded([...parts, ...details].join('\n'))
  searchTexts.set(job, text)
  return text
}
