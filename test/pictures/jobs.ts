// The jobs on the pictures: what is in the registry, and which events have come when.
import type { EventType } from '../../src/domain/protocol/event.ts'

export interface DrawnJob {
  readonly id: string
  readonly prompt: string
  readonly agent: string
  readonly session: string
  /** Seconds before the picture. */
  readonly registered: number
  readonly idleTimeoutSec?: number
  readonly artifacts?: readonly string[]
  /** What the agent shows in its session; null: it has ended. */
  readonly terminal?: string | null
  /** What its agent has reported, and how many seconds before the picture; numbered in this order. */
  readonly events: readonly (readonly [ago: number, event: EventType, detail: string])[]
}

/** A job of every fate, as on an ordinary day. */
const day: readonly DrawnJob[] = [
  {
    ...{ id: '77aa01ff', agent: 'codex', session: 'tmux:codex-2', registered: 2517 },
    prompt: 'Migrate the session table',
    terminal: [
      '• The table has 4.1 million rows, so the split runs in one transaction.',
      '',
      '• Allow this command?',
      '',
      '    psql -h staging -f 0042_split.sql --single-transaction',
      '    scripts/verify.py --strict',
      '',
      '  › 1. Yes',
      '    2. Yes, and do not ask again for this command',
      '    3. No, and tell Codex what to do instead',
    ].join('\n'),
    events: [
      [140, 'started', 'on it'],
      [129, 'progress', 'schema read'],
      [
        42,
        'permission_required',
        'Bash: psql -h staging -f 0042_split.sql --single-transaction && scripts/verify.py --strict',
      ],
    ],
  },
  {
    ...{ id: 'b7c0de11', agent: 'claude-code', session: 'tmux:claude-1', registered: 960, idleTimeoutSec: 600 },
    prompt: 'Fix the flaky login test',
    events: [
      [950, 'started', 'reading the failures of the last week'],
      [800, 'progress', 'it fails 3 of 50 times'],
      [720, 'error', '9 tests fail: Refund.amount is gone in v9, so nothing was pushed'],
    ],
  },
  {
    ...{ id: '3f9a12bc', agent: 'claude-code', session: 'tmux:claude', registered: 1070 },
    prompt: '정렬 문제 10개를 만들어 sort_problems.md로 저장',
    events: [
      [180, 'started', '시작합니다'],
      [95, 'progress', 'tests 61/140'],
      [31, 'progress', 'tests 96/140'],
      [7, 'progress', 'tests 112/140'],
    ],
  },
  {
    ...{ id: '0c1d2e3f', agent: 'opencode', session: 'tmux:opencode', registered: 300 },
    prompt: 'Compress the image assets',
    events: [
      [290, 'started', '412 files'],
      [220, 'progress', 'batch 1 of 9'],
      [131, 'progress', 'batch 2 of 9'],
      [41, 'progress', 'batch 3 of 9'],
    ],
  },
  {
    ...{ id: '5eed0001', agent: 'claude-code', session: 'tmux:claude-5', registered: 120 },
    prompt: '🚀 Draft the release notes',
    events: [
      [110, 'started', 'reading 84 commits'],
      [3, 'progress', 'links checked'],
    ],
  },
  {
    ...{ id: '9d8c7b6a', agent: 'codex', session: 'tmux:codex-4', registered: 1620 },
    ...{ prompt: 'Find where the memory goes', terminal: null },
    events: [
      [100, 'started', ''],
      [9, 'progress', 'taking a heap snapshot'],
    ],
  },
  {
    ...{ id: 'ace0f0ad', agent: 'codex', session: 'tmux:codex-7', registered: 3555, idleTimeoutSec: 90 },
    prompt: 'Build the index again and compare it with yesterday’s',
    events: [
      [160, 'progress', '60 of 64 parts'],
      [81, 'progress', '61 of 64 parts'],
    ],
  },
  {
    ...{ id: 'f00dcafe', agent: 'claude-code', session: 'tmux:claude-6', registered: 2880 },
    prompt: 'Upgrade the payment SDK',
    events: [
      [115, 'started', ''],
      [70, 'progress', 'Refund.amount became Refund.total'],
      [12, 'progress', '12 call sites found'],
    ],
  },
  {
    ...{ id: '1dea5000', agent: 'human', session: 'tmux:review', registered: 30, artifacts: ['notes.md'] },
    prompt: 'Review the migration with Min-jun',
    events: [],
  },
  {
    ...{ id: 'd00d1e57', agent: 'claude-code', session: 'tmux:claude-3', registered: 500, artifacts: ['RELEASE.md'] },
    ...{ prompt: 'Release notes for 2.4', idleTimeoutSec: 600 },
    events: [
      [490, 'started', ''],
      [130, 'completed', 'RELEASE.md written'],
    ],
  },
  {
    ...{ id: '5ca1ab1e', agent: 'codex', session: 'tmux:codex-1', registered: 990, idleTimeoutSec: 600 },
    prompt: 'Count the words of the handbook',
    events: [
      [980, 'started', ''],
      [610, 'completed', '12,345 words in 17 files'],
    ],
  },
]

const asks = [
  'Bash: rm -rf build/ && make release',
  'Edit: config/production.yml, 4 lines',
  'Which of the two dates is meant, the order or the invoice?',
  'Bash: git push --force-with-lease origin main',
  '데이터베이스를 삭제해도 될까요?',
]

/** 25 jobs that need a person, the newest question 4 s old, and 8 that run by themselves. */
const crowd: readonly DrawnJob[] = [
  ...Array.from({ length: 25 }, (_, index): DrawnJob => {
    const asked = 4 + index * 23
    return {
      ...{ id: `a5${String(index).padStart(2, '0')}b0de`, agent: index % 3 === 0 ? 'codex' : 'claude-code' },
      ...{ session: `tmux:worker-${index + 1}`, registered: asked + 200, idleTimeoutSec: 1800 },
      prompt: `Port module ${index + 1} to the new client`,
      events: [
        [asked + 150, 'started', 'on it'],
        [asked, 'permission_required', asks[index % asks.length] ?? ''],
      ],
    }
  }),
  ...Array.from(
    { length: 8 },
    (_, index): DrawnJob => ({
      ...{ id: `0ff1ce${String(index).padStart(2, '0')}`, agent: 'opencode', session: `tmux:opencode-${index + 1}` },
      ...{ prompt: `Translate chapter ${index + 1}`, registered: 900 + index * 60 },
      events: [
        [100, 'started', ''],
        [5 + index * 7, 'progress', `page ${index + 2} of 30`],
      ],
    }),
  ),
]

/** Scripts that terminals and fonts measure differently. */
const scripts: readonly DrawnJob[] = [
  [
    'korean01',
    '한국어 정렬 문제 10개를 만들어 저장하기',
    '데이터베이스를 삭제해도 될까요? 되돌릴 수 없습니다',
    'permission_required',
  ],
  ['emoji001', '🚀 Release 👩‍💻 and 👨‍👩‍👧‍👦 ✨', '📦 packed, ❤️ 1️⃣ of 3️⃣, 🇰🇷 🇫🇷 next', 'progress'],
  ['hindi001', 'हिन्दी में दस प्रश्न तैयार करें', 'तीसरा प्रश्न लिखा जा रहा है', 'progress'],
  ['khmer001', 'សរសេរសំណួរដប់ជាភាសាខ្មែរ', 'កំពុងពិនិត្យសំណួរទីបី', 'progress'],
  ['arabic01', 'اكتب عشرة أسئلة عن الفرز', 'تمت كتابة السؤال الثالث', 'progress'],
  ['thai0001', 'เขียนคำถามสิบข้อเป็นภาษาไทย', 'ตรวจคำถามที่สาม', 'progress'],
].map(([id = '', prompt = '', detail = '', event = 'progress'], index) => ({
  ...{ id, prompt, agent: 'claude-code', session: `tmux:${['정렬', '🚀', 'हिन्दी', 'khmer', 'arabic', 'ไทย'][index]}` },
  ...{
    registered: 400 + index,
    events: [
      [100, 'started', ''],
      [5 + index * 6, event as EventType, detail],
    ],
  },
}))

export const jobsOf = { day, crowd, scripts } as const satisfies Record<string, readonly DrawnJob[]>
