// The glyph and the word of each status (UX.md): they carry the same meaning as the colour.
import type { Status } from '../../domain/jobs/job.ts'

export const statusMarks = {
  pending: { glyph: '○', word: 'pending' },
  running: { glyph: '▶', word: 'running' },
  'needs-you': { glyph: '◆', word: 'needs you' },
  completed: { glyph: '✓', word: 'completed' },
  error: { glyph: '✗', word: 'error' },
  'timed-out': { glyph: '◷', word: 'timed out' },
  cancelled: { glyph: '⊘', word: 'cancelled' },
} as const satisfies Record<Status, { readonly glyph: string; readonly word: string }>
