// What a job reports of its agent's hooks.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AgentSession,
  type Ask,
  newAgentSession,
  onAnswer,
  onHookCall,
  progressDueMs,
  progressEveryMs,
  type Report,
  type Step,
  tick,
} from '../../../src/domain/agents/agent-session.ts'
import type { HookCall } from '../../../src/domain/agents/hook-call.ts'

const idle: HookCall = {
  event: 'Stop',
  sessionId: 's1',
  cwd: '/work',
  subagent: null,
  tool: null,
  toolInput: {},
  kind: null,
  message: null,
  backgroundTasks: 0,
}

const bash = (event: string, command = 'npm test'): HookCall => ({
  ...idle,
  event,
  tool: 'Bash',
  toolInput: { command },
})

const ask = (requestId = 'r1'): Ask => ({ requestId, tool: 'Bash', inputHash: 'h', expiresAtMs: 0 })

/** Plays calls against one session, and collects what is reported. */
class Agent {
  session: AgentSession
  reports: Report[] = []
  nowMs = 0

  constructor(session = newAgentSession('claude-code', 'manual')) {
    this.session = session
  }

  take({ session, reports }: Step): void {
    this.session = session
    this.reports.push(...reports)
  }

  call(call: HookCall, question: Ask | null = null): this {
    this.take(onHookCall(this.session, call, question, this.nowMs))
    return this
  }

  wait(ms: number): this {
    this.nowMs += ms
    this.take(tick(this.session, this.nowMs))
    return this
  }

  get words(): readonly string[] {
    return this.reports.map(({ event, detail }) => `${event}: ${detail}`)
  }
}

describe('an agent at work', () => {
  it('has started with its first prompt', () => {
    expect(new Agent().call({ ...idle, event: 'UserPromptSubmit' }).words).toEqual(['started: prompt received'])
  })

  it('reports progress at once, then every five seconds at most, and never loses the latest', () => {
    const agent = new Agent().call(bash('PostToolUse', 'a')).wait(1_000).call(bash('PostToolUse', 'b'))
    agent.wait(1_000).call(bash('PostToolUse', 'c'))
    expect(agent.words).toEqual(['progress: Bash: a'])
    expect(progressDueMs(agent.session)).toBe(progressEveryMs)
    agent.wait(3_000)
    expect(agent.words).toEqual(['progress: Bash: a', 'progress: Bash: c'])
    expect(progressDueMs(agent.session)).toBeNull()
  })

  it('says whether a tool is running or done', () => {
    const agent = new Agent().call(bash('PreToolUse')).wait(progressEveryMs).call(bash('PostToolUse'))
    expect(agent.reports.map(({ data }) => data.tool)).toEqual([
      { name: 'Bash', state: 'running' },
      { name: 'Bash', state: 'done' },
    ])
  })

  it('says nothing of events that it does not know', () => {
    expect(new Agent().call({ ...idle, event: 'SomethingNew' }).call({ ...idle, event: 'toString' }).words).toEqual([])
  })
})

describe('a question', () => {
  it('is asked at once, in the middle of progress, with what an answer must name', () => {
    const agent = new Agent().call(bash('PreToolUse', 'rm -rf build/')).wait(200)
    agent.call(bash('PermissionRequest', 'rm -rf build/'), ask())
    expect(agent.words).toEqual(['progress: Bash: rm -rf build/', 'permission_required: Bash: rm -rf build/'])
    expect(agent.reports.at(-1)?.data.ask).toEqual({
      request_id: 'r1',
      tool: 'Bash',
      input_hash: 'h',
      expires_at: '1970-01-01T00:00:00.000Z',
    })
  })

  it('ends with its answer, at once', () => {
    const agent = new Agent().call(bash('PreToolUse')).call(bash('PermissionRequest'), ask())
    agent.take(onAnswer(agent.session, { requestId: 'r1', how: 'allowed', by: 'deck' }, 0))
    expect(agent.words.at(-1)).toBe('progress: allowed by the deck')
  })

  it('is withdrawn when its tool has run: somebody has allowed it in the terminal', () => {
    const agent = new Agent().call(bash('PermissionRequest'), ask()).call(bash('PostToolUse'))
    expect(agent.words).toEqual(['permission_required: Bash: npm test', 'progress: Bash: npm test'])
    agent.take(onAnswer(agent.session, { requestId: 'r1', how: 'allowed', by: 'deck' }, 0))
    expect(agent.words).toHaveLength(2)
  })

  it('stays while another tool, or a subagent, goes on', () => {
    const agent = new Agent().call(bash('PermissionRequest', 'rm x'), ask())
    agent.call(bash('PostToolUse', 'ls')).wait(60_000)
    agent.call({ ...bash('PreToolUse', 'ls'), subagent: 'a1' }).call({ ...idle, subagent: 'a1' })
    expect(agent.words).toEqual(['permission_required: Bash: rm x'])
  })

  it('comes back when a second one has been answered', () => {
    const agent = new Agent()
      .call(bash('PermissionRequest', 'a'), ask('r1'))
      .call(bash('PermissionRequest', 'b'), ask('r2'))
    agent.take(onAnswer(agent.session, { requestId: 'r2', how: 'denied', by: 'deck' }, 0))
    expect(agent.words.at(-1)).toBe('permission_required: Bash: a')
  })

  it('that only the terminal answers ends with its tool', () => {
    const question = { ...idle, tool: 'AskUserQuestion', toolInput: { questions: [{ question: 'Which one?' }] } }
    const agent = new Agent().call({ ...question, event: 'PreToolUse' }).call({ ...question, event: 'PostToolUse' })
    expect(agent.words).toEqual([
      'permission_required: AskUserQuestion: Which one?',
      'progress: AskUserQuestion: Which one?',
    ])
  })

  it('is on the screen for as long as one is open, whatever else happens', () => {
    const step = fc.oneof(
      fc.constantFrom('a', 'b').map((command) => (agent: Agent) => agent.call(bash('PreToolUse', command))),
      fc.constantFrom('a', 'b').map((command) => (agent: Agent) => agent.call(bash('PostToolUse', command))),
      fc.constantFrom('a', 'b').map((id) => (agent: Agent) => agent.call(bash('PermissionRequest', id), ask(id))),
      fc.constantFrom('a', 'b').map((id) => (agent: Agent) => {
        agent.take(onAnswer(agent.session, { requestId: id, how: 'allowed', by: 'deck' }, agent.nowMs))
      }),
      fc.integer({ min: 0, max: 9_000 }).map((ms) => (agent: Agent) => agent.wait(ms)),
      fc.constantFrom('Stop', 'UserPromptSubmit').map((event) => (agent: Agent) => agent.call({ ...idle, event })),
      fc.constant((agent: Agent) => agent.call({ ...bash('PostToolUse', 'c'), subagent: 'a1' })),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const agent = new Agent()
        for (const take of steps) {
          take(agent)
          if (agent.session.open.length > 0) expect(agent.reports.at(-1)?.event).toBe('permission_required')
        }
      }),
    )
  })
})

describe('the end of a turn', () => {
  const stop = { ...idle, message: 'All tests pass.\nMore.' }

  it.each([
    ['manual', 'permission_required'],
    ['exit', 'progress'],
    ['turn', 'completed'],
    ['artifacts', 'permission_required'],
  ] as const)('with --done-when %s is %s', (doneWhen, event) => {
    const agent = new Agent(newAgentSession('claude-code', doneWhen)).call(stop)
    expect(agent.words).toEqual([`${event}: All tests pass.…`])
  })

  it('is calm: the agent only waits for the next prompt', () => {
    expect(new Agent().call(stop).reports[0]?.data.kind).toBe('turn_ended')
  })

  it('is none while tasks go on in the background, and none of a subagent', () => {
    const agent = new Agent(newAgentSession('claude-code', 'turn'))
    agent.call({ ...stop, backgroundTasks: 1 }).call({ ...stop, subagent: 'a1' })
    expect(agent.words).toEqual(['progress: waiting for 1 background task'])
  })

  it('that failed says why, and ends only a job that is one turn', () => {
    const failure = { ...idle, event: 'StopFailure', kind: 'rate_limit', message: 'resets at 15:00' }
    const words = 'rate limit reached: resets at 15:00'
    expect(new Agent().call(failure).words).toEqual([`permission_required: ${words}`])
    expect(new Agent(newAgentSession('claude-code', 'turn')).call(failure).words).toEqual([`error: ${words}`])
    expect(new Agent().call(failure).session.failure).toBe(words)
  })
})
