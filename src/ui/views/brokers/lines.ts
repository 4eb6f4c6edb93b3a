// The list of profiles as lines: mark, name, address, TLS, user, reachable or not; below it a message. Pure.
import type { ProfileView } from '../../../app/brokers/profile-view.ts'
import { cellWidth } from '../../../domain/text/cells.ts'
import { clipCells, padEnd, type SafeText, safe, safeLine, wrapCells } from '../../../domain/text/safe-text.ts'
import { fitLine, type Line, span } from '../../cells/line.ts'
import type { Role } from '../../cells/theme.ts'
import { scrollTo } from '../../editor/text-view.ts'
import type { BoxSize, DialogBody } from '../../forms/dialog-frame.tsx'
import { type BrokerState, selectedIndex } from './state.ts'

const reaches = {
  unknown: { glyph: '·', word: 'not checked', role: 'quiet' },
  checking: { glyph: '…', word: 'checking', role: 'quiet' },
  reachable: { glyph: '✓', word: 'reachable', role: 'good' },
  unreachable: { glyph: '✗', word: 'unreachable', role: 'bad' },
} as const satisfies Record<
  ProfileView['reach'],
  { readonly glyph: string; readonly word: string; readonly role: Role }
>
const reachCells = Math.max(...Object.values(reaches).map(({ glyph, word }) => cellWidth(`${glyph} ${word}`)))

const securities = {
  tls: ['TLS', 'good'],
  plain: ['plain', 'warn'],
  local: ['local', 'quiet'],
  public: ['public', 'warn'],
  unknown: ['', 'quiet'],
} as const satisfies Record<ProfileView['security'], readonly [string, Role]>
const securityCells = 6
const nameCells = { least: 9, most: 18 }
const userCells = 14
/** Narrower lists leave out the users, then the words beside the glyphs; the foot shows both for the selected profile. */
const cellsForUsers = 80
const cellsForWords = 70
const footRows = 2

/** The body of the broker dialog; `inUse` is the profile that the deck is connected with. */
export function profileLines(
  profiles: readonly ProfileView[],
  inUse: string,
  state: BrokerState,
  size: BoxSize,
): DialogBody {
  const foot = footLines(profiles, state, size.columns)
  const rows = Math.max(1, size.rows - foot.length)
  const selected = selectedIndex(state, profiles)
  const top = scrollTo(selected, profiles.length, rows)
  const shown = profiles.slice(top, top + rows)
  const nameWidth = Math.min(nameCells.most, Math.max(nameCells.least, ...profiles.map(({ name }) => cellWidth(name))))
  const list = shown.map((profile, row) =>
    profileLine(
      profile,
      { isSelected: top + row === selected, isInUse: profile.name === inUse },
      nameWidth,
      size.columns,
    ),
  )
  return {
    lines: [...Array.from({ length: rows }, (_, row) => list[row] ?? []), ...foot],
    cursor: null,
    scroll: { top, lines: profiles.length + foot.length },
  }
}

interface Marks {
  readonly isSelected: boolean
  readonly isInUse: boolean
}

function profileLine(profile: ProfileView, marks: Marks, nameWidth: number, cells: number): Line {
  const { glyph, word, role } = reaches[profile.reach]
  const reach = cells < cellsForWords ? glyph : padded(safe`${glyph} ${word}`, reachCells)
  const [security, securityRole] = securities[profile.security]
  const tail: Line = [
    span(padEnd(security, securityCells + gapText.length), securityRole),
    ...(cells >= cellsForUsers
      ? [span(padded(userText(profile) ?? safe`no login`, userCells), 'quiet'), span(gapText)]
      : []),
    span(reach, role),
  ]
  const fixed = 4 + nameWidth + 2 * gapText.length + tail.reduce((sum, { text }) => sum + cellWidth(text), 0)
  return fitLine(
    [
      span(marks.isSelected ? '▸ ' : '  ', 'brand'),
      span(marks.isInUse ? '● ' : '  ', 'good'),
      span(padded(safeLine(profile.name, 64), nameWidth), marks.isSelected ? 'brand' : 'plain'),
      span(gapText),
      span(padded(safeLine(profile.url, 300), Math.max(0, cells - fixed)), marks.isSelected ? 'strong' : 'plain'),
      span(gapText),
      ...tail,
    ],
    cells,
  )
}

const gapText = '  '

function userText({ username }: ProfileView): SafeText | null {
  return username === null ? null : safeLine(username, 64)
}

function padded(text: SafeText, cells: number): SafeText {
  return padEnd(clipCells(text, cells), cells)
}

function footLines(profiles: readonly ProfileView[], state: BrokerState, cells: number): readonly Line[] {
  const [text, role] = footText(profiles, state)
  const rows = wrapCells(text, cells, footRows).map((row): Line => [{ text: row, role }])
  return [[], ...Array.from({ length: footRows }, (_, row) => rows[row] ?? [])]
}

function footText(profiles: readonly ProfileView[], state: BrokerState): readonly [SafeText, Role] {
  const profile = profiles[selectedIndex(state, profiles)]
  if (state.message !== null) return [safeLine(state.message), 'warn']
  if (!profile) return [safe`no profiles yet`, 'quiet']
  if (profile.problem !== null) return [safe`✗ ${safeLine(profile.problem, 200)}`, 'bad']
  const username = userText(profile)
  const user = username === null ? 'no login' : safe`user ${username}`
  return [safe`${reaches[profile.reach].word} · ${profile.origin} · ${user}`, 'quiet']
}
