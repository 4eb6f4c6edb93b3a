// Hooks are added beside what is there, and taken out without a trace.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hooksWith, hooksWithout, ownHookEvents } from '../../../src/domain/agents/hook-settings.ts'

const command = '/opt/jobdeck/bin/jobdeck.js hook claude-code'
const theirs = { matcher: 'Bash', hooks: [{ type: 'command', command: 'say done' }] }

const hook = fc.record({ type: fc.constant('command'), command: fc.constantFrom('say done', 'lint', 'jobdeck list') })
const groups = fc.array(fc.record({ matcher: fc.string(), hooks: fc.array(hook, { minLength: 1 }) }), {
  minLength: 1,
  maxLength: 3,
})
const hooks = fc.dictionary(fc.constantFrom('Stop', 'PreToolUse', 'Other'), groups)

describe('the hooks in an agent’s settings', () => {
  it('stand beside what is there', () => {
    const merged = hooksWith('claude-code', { Stop: [theirs] }, command)
    expect(merged.Stop).toEqual([theirs, { hooks: [{ type: 'command', command }] }])
    expect(ownHookEvents(merged)).toContain('PermissionRequest')
  })

  it('are there once, however often they are added', () => {
    fc.assert(
      fc.property(hooks, (before) => {
        const once = hooksWith('codex', before, command)
        expect(hooksWith('codex', once, command)).toEqual(once)
      }),
    )
  })

  it('leave no trace when they are taken out', () => {
    fc.assert(
      fc.property(hooks, (before) => {
        expect(hooksWithout(hooksWith('claude-code', before, command))).toEqual(hooksWithout(before))
        expect(hooksWithout(before)).toEqual(before)
      }),
    )
  })

  it('take over what another place of jobdeck has installed', () => {
    const old = hooksWith('claude-code', {}, '/old/jobdeck.js hook claude-code')
    expect(JSON.stringify(hooksWith('claude-code', old, command))).not.toContain('/old/')
  })

  it('are none in settings of another shape', () => {
    for (const odd of [null, 7, [], { Stop: 7 }, { Stop: [7, { hooks: 7 }, { hooks: [null, { command: 7 }] }] }]) {
      expect(ownHookEvents(odd)).toEqual([])
      expect(() => hooksWith('claude-code', odd, command)).not.toThrow()
    }
  })
})
