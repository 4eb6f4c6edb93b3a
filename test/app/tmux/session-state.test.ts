import { describe, expect, it } from 'vitest'
import { sessionState, sessionTrouble } from '../../../src/app/tmux/session-state.ts'
import { type TmuxView, unknownTmux } from '../../../src/app/tmux/session-watch.ts'
import { parsePanes } from '../../../src/io/tmux/panes.ts'
import { arrive, foldAll, freshJob, recordFacts } from '../../domain/jobs/build-job.ts'

const known: TmuxView = { phase: 'known', panes: parsePanes(['42 $1 @1 %1 11 open claude:node']) }
const withSession = (session: string | null, server: number | null = null) => ({
  ...freshJob(),
  record: recordFacts({ session, pane: { id: '%1', server } }),
})

describe('the session of a job', () => {
  it.each([
    ['is there', withSession('tmux:claude'), known, 'here'],
    ['is gone', withSession('tmux:codex'), known, 'gone'],
    ['is gone when no server runs', withSession('tmux:claude'), { ...known, panes: [] }, 'gone'],
    ['is gone when it was on a server that has ended', withSession('tmux:codex', 8), known, 'gone'],
    ['may be on another server that runs', withSession('tmux:codex', 7), known, null],
    ['is not known while tmux does not answer', withSession('tmux:claude'), { ...known, phase: 'silent' }, 'silent'],
    ['is not known without tmux', withSession('tmux:claude'), unknownTmux, null],
    ['is not one of tmux', withSession('screen:claude'), known, null],
    ['is not recorded', withSession(null), known, null],
    ['is not recorded at all', freshJob(), known, null],
  ] as const)('%s', (_, job, tmux, state) => {
    expect(sessionState(job, tmux, new Set([7]))).toBe(state)
  })

  it('is missed only while the job has not ended', () => {
    const ended = foldAll([arrive(1, 'completed')])
    expect([sessionTrouble(freshJob(), 'gone'), sessionTrouble(ended, 'gone')]).toEqual(['gone', null])
  })
})
