// Texts that the tests of safe text share.
import fc from 'fast-check'

/** Everything that could act on a terminal or hide. */
export const dangerous =
  /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff]|\p{Variation_Selector}|\p{Emoji_Modifier}/u

/** Text with an unusual share of what a terminal acts on. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b[31m', '\u001b]0;title\u0007', '\u009b2J', '\u001bc', '\u001bP1$r\u001b\\', '\u202e'),
      fc.constantFrom('\ud800', '\udc00', '한글', '👩‍💻', 'é́́́́́́́', '\u001b[', '\u001b]8;;x', '\u009d'),
    ),
  )
  .map((parts) => parts.join(''))

/** Words of the scripts that jobdeck's users write, with emoji, flags and combining marks, and hostile bytes among them. */
export const writtenText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '정렬',
        '문제를 만들어',
        '字',
        'かな',
        'ﾊﾟ',
        '（',
        'word',
        'é',
        'e\u0301',
        'Ž',
        'йод',
        '…',
        '─',
        ' ',
      ),
      fc.constantFrom('👍', '👍🏽', '👩‍👩‍👧', '🇰🇷', '🇦🇦', '🇰', '⚠️', '1️⃣', '🚀', '𝄞', '\u200b', '\ufe0f', '\u0301'),
      fc.constantFrom('\u001b[31m', '\u001b]0;title\u0007', '\t', '\r\n', '\u0000', '\u202e', '\ud83d', '\udc00'),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''))
