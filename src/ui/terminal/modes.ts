// The modes of a terminal that the deck needs, and how it leaves the terminal behind.

/**
 * No wrapping at the right edge: what a terminal draws wider than it was measured must not begin another row. Pastes in
 * brackets. Reports of the focus. The cursor is hidden until a form places it.
 */
const steady = '\u001b[?7l\u001b[?2004h\u001b[?1004h\u001b[?25l'

/**
 * The alternate screen, drawn on from its first cell: some terminals keep the cursor where it was. The title of the window is
 * remembered.
 */
export const enterModes = `\u001b[22;2t\u001b[?1049h${steady}\u001b[H`

/** The main screen with its cursor and the window with its title, as they were. */
export const leaveModes = '\u001b[m\u001b[?1004l\u001b[?2004l\u001b[?7h\u001b[?25h\u001b[?1049l\u001b[23;2t'

/** Undoes what another program may have set: character sets, style, insertion, origin and scrolling region. */
export const repairModes = `\u001b(B\u000f\u001b[m\u001b[4l\u001b[?6l\u001b[r${steady}\u001b[H`
