// Jobs and states of the deck for tests of the screen, built without a deck.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DeckCommands } from '../../src/app/deck/deck-commands.ts'
import type { DeckState } from '../../src/app/deck/deck-state.ts'
import type { JobHistory } from '../../src/app/deck/job-history.ts'
import { wholeListing } from '../../src/app/deck/listing.ts'
import { unknownTmux } from '../../src/app/tmux/session-watch.ts'
import type { AskFile } from '../../src/domain/agents/ask-file.ts'
import type { HistoryEntry, Job, RecordFacts } from '../../src/domain/jobs/job.ts'
import { embeddedBroker, idOfKey, type JobKey, jobKeyOf } from '../../src/domain/jobs/job-key.ts'
import { noSeen } from '../../src/domain/jobs/seen-events.ts'
import { addSeq, noSeqs } from '../../src/domain/jobs/seq-set.ts'
import type { EventType } from '../../src/domain/protocol/event.ts'
import type { JobId } from '../../src/domain/protocol/job-id.ts'
import { standingJobs } from '../app/deck/standing-jobs.ts'
import { recordedHistory } from './histories.ts'

/** 14:02:11 local time, so that snapshots do not depend on the machine's time zone. */
export const nowMs = new Date(2026, 10, 21, 14, 2, 11).getTime()

export interface JobSketch {
  readonly id: string
  readonly prompt?: string
  readonly agent?: string
  readonly session?: string | null
  /** Seconds ago that it was registered; without it there is no record. */
  readonly registeredAgoSec?: number
  readonly timeoutSec?: number
  readonly idleTimeoutSec?: number
  /** Seq, name, detail, seconds ago. */
  readonly events?: readonly (readonly [seq: number, event: EventType, detail: string, agoSec: number])[]
  readonly extra?: Partial<Job>
  readonly artifacts?: readonly string[]
}

function recordOf(sketch: JobSketch): RecordFacts | null {
  if (sketch.registeredAgoSec === undefined) return null
  const createdMs = nowMs - sketch.registeredAgoSec * 1000
  const prompt = sketch.prompt ?? ''
  return {
    status: 'pending',
    createdMs,
    createdWallMs: createdMs,
    updatedMs: createdMs,
    prompt: prompt,
    agent: sketch.agent ?? 'claude-code',
    session: sketch.session === null ? null : (sketch.session ?? 'tmux:claude'),
    pane: null,
    timeoutSec: sketch.timeoutSec ?? 3600,
    idleTimeoutSec: sketch.idleTimeoutSec ?? 120,
    artifacts: sketch.artifacts ?? [],
    lastSeq: 0,
  }
}

/** The key of a job that `jobOf` makes. */
export function keyOf(id: string): JobKey {
  return jobKeyOf(embeddedBroker, id as JobId)
}

/** A job as the fold would have made it from its events in order. */
export function jobOf(sketch: JobSketch): Job {
  const id = sketch.id as JobId
  const history = (sketch.events ?? []).map(([seq, event, detail, agoSec]): HistoryEntry => {
    const json = JSON.stringify({ schema_version: 1, seq, job_id: id, event, detail, data: { tests: [1, 2] } })
    const receivedMs = nowMs - agoSec * 1000
    return {
      seq,
      event,
      detail: detail,
      receivedMs,
      receivedWallMs: receivedMs,
      retained: false,
      isFromLog: false,
      note: null,
      signature: null,
      json,
    }
  })
  const last = history.at(-1)
  const end = history.find(({ event }) => event === 'completed' || event === 'error')
  return {
    key: jobKeyOf(embeddedBroker, id),
    broker: embeddedBroker,
    id,
    topic: `python/mqtt/jobs/${id}/events`,
    record: recordOf(sketch),
    firstEventMs: history[0]?.receivedMs ?? null,
    lastEventMs: last?.receivedMs ?? null,
    lastEventWallMs: last?.receivedWallMs ?? null,
    idleFromMs: null,
    latest: last
      ? { seq: last.seq, event: last.event, detail: last.detail, receivedMs: last.receivedMs, tool: null }
      : null,
    request: last?.event === 'permission_required' ? { detail: last.detail, receivedMs: last.receivedMs } : null,
    ending: end
      ? { kind: end.event === 'error' ? 'error' : 'completed', atMs: end.receivedMs, detail: end.detail, late: false }
      : null,
    seqs: history.reduce((seqs, { seq }) => addSeq(seqs, seq), noSeqs),
    missedBefore: 0,
    secondhand: noSeqs,
    seen: noSeen,
    duplicates: 0,
    secondEndings: 0,
    unsigned: 0,
    forged: 0,
    history,
    ...sketch.extra,
  }
}

/** A state with these jobs, in this order, connected. */
export function stateOf(jobs: readonly Job[], change: Partial<DeckState> = {}): DeckState {
  return {
    nowMs,
    questions: new Map(),
    judgedMs: change.nowMs ?? nowMs,
    deafSinceMs: null,
    replay: null,
    wallOffsetMs: 0,
    topicFilter: 'python/mqtt/jobs/+/events',
    only: null,
    broker: {
      profile: 'local-tls',
      url: 'mqtts://127.0.0.1:8883',
      username: null,
      security: 'tls',
    },
    connection: { phase: 'connected', mqttVersion: 5, sinceMs: nowMs - 60_000 },
    jobs: standingJobs(jobs, nowMs),
    jobsVersion: 1,
    listing: wholeListing,
    lastEvents: [],
    eventsPerSec: 12,
    drops: { total: 0, unread: 0, byReason: {}, recent: [] },
    gaps: [],
    leftOver: null,
    outcomes: new Map(),
    profiles: [],
    problem: null,
    tmux: unknownTmux,
    otherTmuxServers: new Set(),
    preview: null,
    registryDir: '.mam/jobs',
    ...change,
  }
}

export function storeOf(state: DeckState): StoreApi<DeckState> {
  return createStore<DeckState>(() => state)
}

/** A question of a job's agent that can be answered from the deck. */
export function askOf(jobId: JobId, toolInput: AskFile['toolInput'] = { command: 'rm -rf build/' }): AskFile {
  return {
    requestId: 'a'.repeat(32),
    jobId,
    agent: 'claude-code',
    tool: 'Bash',
    toolInput,
    inputHash: 'b'.repeat(64),
    cwd: '/work/shop',
    askedAtMs: 0,
    expiresAtMs: Number.MAX_SAFE_INTEGER,
  }
}

/** Commands that only remember that they were asked. */
export function recordedCommands(
  deck: () => DeckState = () => stateOf([]),
): DeckCommands & { readonly asked: string[] } {
  const asked: string[] = []
  let history: { readonly job: JobKey; readonly of: JobHistory } | null = null
  return {
    asked,
    replay: (step) => void asked.push(`replay ${step}`),
    refuse: () => false,
    holdOrder: () => void asked.push('hold'),
    decide: (jobs, decision) => void asked.push(`${decision} ${jobs.map(idOfKey).join(' ')}`),
    historyOf: (job) => {
      history = history?.job === job ? history : { job, of: recordedHistory(() => deck().jobs.get(job)) }
      return history.of
    },
    cancel: (job) => void asked.push(`cancel ${idOfKey(job)}`),
    extend: (job) => void asked.push(`extend ${idOfKey(job)}`),
    clearRetained: (job) => void asked.push(`clear ${idOfKey(job)}`),
    copyText: (text) => void asked.push(`copy ${text}`),
    readDrops: () => void asked.push('read drops'),
    showHistory: (job) => void asked.push(`history ${idOfKey(job)}`),

    list: ({ filter, show, sortBy }) => void asked.push(`list ${show} by ${sortBy}: ${filter}`),
    markSeen: (job) => void asked.push(`seen ${idOfKey(job)}`),
    preview: (job) => void asked.push(`preview ${job === null ? 'nothing' : idOfKey(job)}`),
    reconnect: () => void asked.push('reconnect'),
    register: async ({ prompt }) => {
      asked.push(`register ${prompt}`)
      return { ok: false, fields: {}, message: 'the registry is read-only' }
    },
    emit: ({ job, event }) => void asked.push(`emit ${idOfKey(job)} ${event}`),
    answer: ({ requestId }, { behavior }) => {
      asked.push(`${behavior} ${requestId}`)
      return null
    },
    goThere: (job) => void asked.push(`there ${idOfKey(job)}`),
    sendLine: async (job, text) => {
      asked.push(`line to ${idOfKey(job)}: ${text}`)
      return null
    },
    findArtifacts: async () => ['present', 'missing', 'outside'],
    tmuxSessions: async () => [],
    checkProfiles: () => void asked.push('check'),
    switchBroker: (name) => void asked.push(`switch ${name}`),
    profileForm: () => null,
    saveProfile: async () => ({ ok: true }),
    removeProfile: async () => ({ ok: true }),
  }
}

/** The deck of UX.md, and a job of every other fate, in the order of the list. */
export const everyFate: readonly Job[] = [
  jobOf({
    id: '77aa01ff',
    prompt: 'Migrate the session table',
    agent: 'codex',
    session: 'tmux:codex-2',
    registeredAgoSec: 2517,
    events: [
      [1, 'started', 'on it', 140],
      [2, 'progress', 'schema read', 129],
      [3, 'permission_required', 'run: rm -rf build/', 42],
    ],
  }),
  jobOf({
    id: 'silent01',
    prompt: 'Wait for a review that never comes',
    registeredAgoSec: 900,
    events: [[1, 'started', 'waiting', 400]],
  }),
  jobOf({
    id: 'broke001',
    prompt: 'Deploy to staging 🚀',
    registeredAgoSec: 700,
    events: [
      [1, 'started', 'packing', 600],
      [2, 'error', 'the host key has changed, so the connection was closed before anything was copied', 500],
    ],
  }),
  jobOf({
    id: 'nearend1',
    prompt: 'Build the index again and compare it with yesterday’s',
    registeredAgoSec: 3560,
    events: [[1, 'started', 'reading', 90]],
    extra: { duplicates: 2 },
  }),
  jobOf({
    id: '3f9a12bc',
    prompt: '정렬 문제 10개를 만들어 sort_problems.md로 저장',
    registeredAgoSec: 1070,
    events: [
      [1, 'started', '시작합니다', 1000],
      [6, 'progress', 'tests 96/140', 31],
      [7, 'progress', 'tests 112/140', 13],
    ],
  }),
  jobOf({ id: 'norecord', events: [[4, 'progress', 'half of it is done', 20]], extra: { forged: 1 } }),
  jobOf({
    id: 'waiting1',
    prompt: 'Write the release notes',
    registeredAgoSec: 30,
    session: null,
    artifacts: ['notes.md'],
  }),
  jobOf({
    id: 'done0001',
    prompt: 'Count the words',
    registeredAgoSec: 300,
    events: [
      [1, 'started', '', 290],
      [2, 'completed', '12,345 words in 17 files', 200],
    ],
  }),
]
