// The coding agents whose hooks jobdeck understands, and what each of their hook events means for a job (AGENTS.md §1). Pure.

export const reportingAgents = ['claude-code', 'codex', 'gemini', 'opencode'] as const
export type ReportingAgent = (typeof reportingAgents)[number]

/** What a hook event means, whichever agent it comes from. */
export type HookMeaning =
  | 'session-begins'
  | 'prompt'
  | 'tool-begins'
  | 'tool-done'
  | 'asks'
  | 'denied'
  | 'notice'
  | 'answered-elsewhere'
  | 'turn-ended'
  | 'turn-failed'
  | 'session-ends'

type Meanings = Readonly<Record<string, HookMeaning>>

const claudeShaped: Meanings = {
  SessionStart: 'session-begins',
  UserPromptSubmit: 'prompt',
  PreToolUse: 'tool-begins',
  PostToolUse: 'tool-done',
  PostToolUseFailure: 'tool-done',
  PermissionRequest: 'asks',
  PermissionDenied: 'denied',
  Notification: 'notice',
  Stop: 'turn-ended',
  StopFailure: 'turn-failed',
  SessionEnd: 'session-ends',
}

const meanings: Readonly<Record<ReportingAgent, Meanings>> = {
  'claude-code': claudeShaped,
  // Esc interrupts the turn, also at a question: no other hook is called then.
  codex: { ...claudeShaped, Interrupt: 'answered-elsewhere' },
  gemini: {
    SessionStart: 'session-begins',
    BeforeAgent: 'prompt',
    BeforeTool: 'tool-begins',
    AfterTool: 'tool-done',
    Notification: 'notice',
    AfterAgent: 'turn-ended',
    SessionEnd: 'session-ends',
  },
  // The names that our own plugin hands on.
  opencode: {
    'session.created': 'session-begins',
    'session.busy': 'prompt',
    'tool.execute.before': 'tool-begins',
    'tool.execute.after': 'tool-done',
    'permission.asked': 'asks',
    'permission.replied': 'answered-elsewhere',
    'session.idle': 'turn-ended',
    'session.error': 'turn-failed',
    'session.deleted': 'session-ends',
  },
}

/** What an event of this agent's hooks means; null for one that says nothing about a job, such as a newer version's. */
export function meaningOf(agent: ReportingAgent, event: string): HookMeaning | null {
  const known = meanings[agent]
  return Object.hasOwn(known, event) ? (known[event] ?? null) : null
}

/** Whether this is the name of an agent whose hooks jobdeck understands. */
export function isReportingAgent(name: string): name is ReportingAgent {
  return (reportingAgents as readonly string[]).includes(name)
}
