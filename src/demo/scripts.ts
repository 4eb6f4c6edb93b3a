// What happens to the simulated agents: every way in which a job can go, each as a small script.
import type { EventType } from '../domain/protocol/event.ts'

/** One step of an agent: wait, then publish. Seconds are at speed 1. */
export interface Step {
  readonly afterSec: number
  readonly event: EventType
  readonly detail: string
  /** What is wrong with the sequence: a number is skipped before this event, or the event is published twice. */
  readonly flaw?: 'gap' | 'duplicate'
}

/** A job as the demo registers it, and what its agent does. */
export interface Script {
  readonly prompt: string
  readonly agent: string
  readonly session: string
  readonly timeoutSec: number
  readonly idleTimeoutSec: number
  readonly artifacts: readonly string[]
  readonly steps: readonly Step[]
  /** How long the agent stays busy, or silent, after its last step. */
  readonly lingerSec: number
}

function progress(afterSec: number, ...details: readonly string[]): readonly Step[] {
  return details.map((detail) => ({ afterSec, event: 'progress', detail }))
}

function started(afterSec: number, detail: string): Step {
  return { afterSec, event: 'started', detail }
}

/** Each of the first six ends up in a different state within a dozen seconds; the demo repeats them all in turn. */
export const scripts: readonly Script[] = [
  {
    prompt: 'Migrate the session table',
    agent: 'codex',
    session: 'tmux:codex-2',
    timeoutSec: 120,
    idleTimeoutSec: 45,
    artifacts: ['migrations/014_sessions.sql'],
    steps: [
      started(0.5, 'reading the schema'),
      ...progress(2, 'schema read', 'migration drafted'),
      { afterSec: 1.5, event: 'permission_required', detail: 'run: rm -rf build/' },
      ...progress(24, 'permission given, building'),
      ...progress(5, 'tests 118/118'),
      { afterSec: 4, event: 'completed', detail: 'migration applied to the copy' },
    ],
    lingerSec: 5,
  },
  {
    prompt: '정렬 문제 10개를 만들어 sort_problems.md로 저장',
    agent: 'claude-code',
    session: 'tmux:claude',
    timeoutSec: 90,
    idleTimeoutSec: 20,
    artifacts: ['sort_problems.md'],
    steps: [
      started(0.8, '작업을 시작합니다'),
      ...progress(3, '문제 1/10', '문제 3/10', '문제 4/10', '문제 6/10 ✏️', '문제 8/10', '문제 10/10', '풀이 검토 중'),
      { afterSec: 4, event: 'completed', detail: 'sort_problems.md 저장 완료' },
    ],
    lingerSec: 6,
  },
  {
    prompt: 'Fix the flaky login test',
    agent: 'claude-code',
    session: 'tmux:claude-3',
    timeoutSec: 60,
    idleTimeoutSec: 15,
    artifacts: [],
    steps: [
      started(1.2, 'running the test 50 times'),
      ...progress(2.2, 'failed 3 of 50', 'race in the fixture found'),
      { afterSec: 2, event: 'completed', detail: '200 of 200 green' },
    ],
    lingerSec: 6,
  },
  {
    prompt: 'Compress the image assets',
    agent: 'opencode',
    session: 'tmux:opencode',
    timeoutSec: 120,
    idleTimeoutSec: 8,
    artifacts: ['assets/'],
    steps: [started(0.6, 'scanning 214 images'), ...progress(1.5, 'batch 1 of 9')],
    lingerSec: 30,
  },
  {
    prompt: 'Upgrade the payment SDK to v9',
    agent: 'codex',
    session: 'tmux:codex',
    timeoutSec: 60,
    idleTimeoutSec: 15,
    artifacts: ['CHANGES.md'],
    steps: [
      started(0.9, 'reading the changelog'),
      ...progress(2, '12 call sites found', 'tests 131/140'),
      { afterSec: 2, event: 'error', detail: '9 tests fail: Refund.amount is gone in v9' },
    ],
    lingerSec: 8,
  },
  {
    prompt: '🚀 Draft the release notes for 2.4',
    agent: 'claude-code',
    session: 'tmux:claude-2',
    timeoutSec: 75,
    idleTimeoutSec: 20,
    artifacts: ['RELEASE.md'],
    steps: [
      started(0.4, '41 commits since 2.3 📦'),
      ...progress(2.5, 'grouped by area'),
      { afterSec: 2.5, event: 'progress', detail: 'highlights chosen', flaw: 'gap' },
      { afterSec: 2.5, event: 'progress', detail: 'draft ready ✨', flaw: 'duplicate' },
      ...progress(3, 'links checked', 'spelling checked'),
      { afterSec: 8, event: 'completed', detail: 'RELEASE.md written' },
    ],
    lingerSec: 5,
  },
  {
    prompt: 'Find where the memory goes in the importer',
    agent: 'claude-code',
    session: 'tmux:claude',
    timeoutSec: 24,
    idleTimeoutSec: 15,
    artifacts: ['heap.md'],
    steps: [
      started(0.7, 'taking a heap snapshot'),
      ...progress(4, 'snapshot 1', 'snapshot 2', 'snapshot 3', 'comparing', 'still comparing', 'retainers found'),
      { afterSec: 6, event: 'completed', detail: 'a cache without a limit, see heap.md' },
    ],
    lingerSec: 5,
  },
  {
    prompt: '한국어 번역을 검토하고 어색한 표현을 고쳐 주세요',
    agent: 'human',
    session: 'tmux:main',
    timeoutSec: 100,
    idleTimeoutSec: 40,
    artifacts: ['locales/ko.json'],
    steps: [
      started(9, '검토를 시작합니다'),
      ...progress(6, '화면 12개 중 4개', '화면 12개 중 9개'),
      { afterSec: 3, event: 'permission_required', detail: '"취소"와 "닫기" 중 어느 쪽으로 할까요?' },
      ...progress(15, '"닫기"로 통일'),
      { afterSec: 5, event: 'completed', detail: '문구 37개 수정' },
    ],
    lingerSec: 5,
  },
]
