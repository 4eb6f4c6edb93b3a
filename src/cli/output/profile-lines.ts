// How profiles are printed for people.
import type { PasswordOrigin, ProfileDetails, ProfileSummary } from '../../app/brokers/profile-summary.ts'
import { cellWidth } from '../../domain/text/cells.ts'
import { safeLine } from '../../domain/text/safe-text.ts'

/** Columns: a star for the one in use, name, address, user, and what is wrong. */
export function listLines(summaries: readonly ProfileSummary[]): readonly string[] {
  const rows = summaries.map((summary) => [
    summary.in_use ? '*' : ' ',
    summary.name,
    safeLine(summary.url ?? (summary.problem ? '-' : 'inside the process')),
    safeLine(summary.username ?? '-'),
    summary.problem ? safeLine(summary.problem) : summary.origin,
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => cellWidth(row[column] ?? ''))))
  return rows.map((row) =>
    row
      .map((text, column) => padded(text, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** A line for each field that has a value. */
export function showLines(details: ProfileDetails): readonly string[] {
  const rows: readonly (readonly [string, string | null])[] = [
    ['name', `${details.name} (${details.origin}${details.in_use ? ', in use' : ''})`],
    ['broker', details.url ?? 'inside the process, on a free port'],
    ['user', details.username],
    ['password', passwordText(details.password)],
    ['CA', details.ca_file],
    ['certificate', details.cert_file],
    ['key', details.key_file],
    ['client id', details.client_id_prefix && `${details.client_id_prefix}-…`],
    ['topic base', details.topic_base],
    ['problem', details.problem],
  ]
  return rows.flatMap(([label, text]) => (text === null ? [] : [`${padded(label, 11)}  ${safeLine(text)}`]))
}

function passwordText(password: PasswordOrigin): string | null {
  if (password.source === 'variable') return `in the variable ${password.variable}`
  if (password.source === 'command') return `printed by: ${password.command}`
  return password.source === 'file' ? 'stored in the profile file (not shown)' : null
}

function padded(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - cellWidth(text)))
}
