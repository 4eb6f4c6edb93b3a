import { describe, expect, it } from 'vitest'
import { type AgentPlace, findAgentPane, paneToRecord } from '../../../src/io/tmux/agent-pane.ts'
import { parsePanes } from '../../../src/io/tmux/panes.ts'

const panes = parsePanes([
  '42 $1 @1 %1 10 open claude:node',
  '42 $1 @1 %2 11 open claude:claude',
  '42 $1 @4 %9 01 open claude:vim: x',
  '42 $2 @2 %3 11 open claude-2:codex',
  '42 $3 @3 %4 11 copy-mode a_b_c:cat',
  'nonsense',
])

const place = (session: string | null, id: string | null = null, server: number | null = 42): AgentPlace => ({
  session,
  pane: id === null ? null : { id, server },
})

describe('the pane of an agent', () => {
  it.each([
    ['the recorded pane', place('tmux:claude', '%1'), '%1', null],
    ['the recorded pane of a window in the background', place('tmux:claude', '%9'), '%9', null],
    ['the recorded pane when the record names no server', place('tmux:claude', '%1', null), '%1', null],
    ['the pane that the session shows, when none is recorded', place('tmux:claude'), '%2', null],
    ['not one of another session', place('tmux:claude', '%3'), '%2', 'pane %3 is not in this session any more'],
    [
      'not one with the id of a former server',
      place('tmux:claude', '%1', 7),
      '%2',
      'tmux was restarted since pane %1 was recorded',
    ],
    ['not a session whose name only begins like it', place('tmux:claude-2'), '%3', null],
    ['the name that tmux made of it', place('tmux:a.b:c'), '%4', null],
  ])('is %s', (_, at, id, why) => {
    expect(findAgentPane(at, panes)).toMatchObject({ kind: 'pane', pane: { id }, why })
  })

  it.each([
    ['tmux:claud', 'gone'],
    ['tmux:claude:1', 'gone'],
    ['tmux:=claude', 'gone'],
    ['tmux:$1', 'gone'],
    ['tmux:%1', 'gone'],
    ['tmux:claude\n', 'none'],
    ['screen:claude', 'none'],
    [null, 'none'],
  ])('is not there for %j: %s', (session, kind) => {
    expect(findAgentPane(place(session, '%1'), panes)).toEqual({ kind })
  })
})

describe('the pane that is recorded', () => {
  it.each([
    ['tmux:claude', null, '%2'],
    ['tmux:claude', '%3', '%2'],
    ['tmux:claude-2', '%3', undefined],
    ['tmux:claude', '%2', undefined],
    ['tmux:missing', null, undefined],
    [null, null, undefined],
  ])('of %j, registered in %j, is %j', (session, own, id) => {
    expect(paneToRecord(session, panes, own)?.id).toBe(id)
  })

  it('is the other one of two, when the job is registered in the one that is shown', () => {
    const two = panes.filter(({ id }) => id === '%1' || id === '%2')
    expect(paneToRecord('tmux:claude', two, '%2')?.id).toBe('%1')
  })
})
