// Reading what an agent hands to its hooks, whatever it is.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseHookCall } from '../../../src/domain/agents/hook-call.ts'

describe('a hook call', () => {
  it('keeps what a job reports, and nothing else', () => {
    const call = parseHookCall(
      JSON.stringify({
        session_id: 's1',
        transcript_path: '/somewhere',
        cwd: '/work',
        hook_event_name: 'PostToolUse',
        tool_name: 'Bash',
        tool_input: { command: 'env' },
        tool_response: { stdout: 'SECRET=1' },
      }),
    )
    expect(call).toMatchObject({ event: 'PostToolUse', sessionId: 's1', tool: 'Bash', toolInput: { command: 'env' } })
    expect(JSON.stringify(call)).not.toContain('SECRET')
  })

  it.each([
    '',
    '{',
    'null',
    '[]',
    '7',
    '{"session_id":"s"}',
    '{"hook_event_name":"Stop"}',
    '{"session_id":7,"hook_event_name":"Stop"}',
  ])('is none: %j', (text) => {
    expect(parseHookCall(text)).toBeNull()
  })

  it('is bounded, however much is sent', () => {
    const call = parseHookCall(
      JSON.stringify({
        session_id: 's'.repeat(1e5),
        hook_event_name: 'Stop',
        tool_input: { command: 'x'.repeat(1e6) },
        last_assistant_message: 'y'.repeat(1e6),
      }),
    )
    expect(JSON.stringify(call).length).toBeLessThan(80_000)
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.json(), (text) => void parseHookCall(text)))
    const fields = fc.record({ session_id: fc.anything(), hook_event_name: fc.anything(), tool_input: fc.anything() })
    fc.assert(
      fc.property(fields, (value) => {
        let text = '{}'
        try {
          text = JSON.stringify(value) ?? '{}'
        } catch {
          // BigInt and circles cannot be sent.
        }
        parseHookCall(text)
      }),
    )
  })
})
