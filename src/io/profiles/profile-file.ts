// The format of `profiles.json` and the errors about it. No error quotes a value, because it could be a password.
import { z } from 'zod'
import { JobdeckError } from '../../domain/failure.ts'
import { isTopicBase } from '../../domain/protocol/topics.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { jsonFault } from './json-fault.ts'
import { isBuiltInName, isProfileName, type ProfileFields } from './profile.ts'

/** The version of the file's layout, not of jobdeck. */
const fileVersion = 1

export interface ProfileFile {
  readonly version: typeof fileVersion
  /** The profile that was selected last; null before the first time. */
  readonly selected: string | null
  readonly profiles: Readonly<Record<string, ProfileFields>>
}

export const emptyProfileFile: ProfileFile = { version: fileVersion, selected: null, profiles: {} }

const path = z.string().min(1, 'expected a path').max(4096, 'expected a path').nullable()

const secret = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('plain'), text: z.string().min(1, 'the password is empty').max(65_535) }),
  z.strictObject({
    kind: z.literal('env'),
    variable: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'expected the name of an environment variable'),
  }),
  z.strictObject({
    kind: z.literal('command'),
    command: z
      .string()
      .regex(/\S/, 'the command is empty')
      .max(4096)
      .refine((text) => !text.includes('\0'), 'a command cannot contain NUL'),
  }),
])

const profileFields = z
  .strictObject({
    host: z
      .string()
      .regex(
        /^[A-Za-z0-9_:]([A-Za-z0-9._:-]{0,253}[A-Za-z0-9_.:])?$/,
        'expected a host name or an IP address, not a URL',
      ),
    port: z
      .int('expected a port number from 1 to 65535')
      .min(1, 'expected 1 to 65535')
      .max(65_535, 'expected 1 to 65535'),
    tls: z.boolean(),
    transport: z.enum(['tcp', 'websocket'], 'expected tcp or websocket'),
    username: z
      .string()
      .regex(/^[^\p{Cc}]{1,255}$/u, 'expected 1 to 255 characters without control characters')
      .nullable(),
    secret,
    caFile: path,
    certFile: path,
    keyFile: path,
    clientIdPrefix: z
      .string()
      .regex(/^[!"$-*,-~]{1,64}$/, 'expected 1 to 64 printable ASCII characters without spaces, + and #'),
    topicBase: z
      .string()
      .refine(isTopicBase, 'expected a topic without wildcards, empty levels or control characters')
      .nullable(),
  })
  .superRefine((fields, context) => {
    if (fields.secret.kind !== 'none' && fields.username === null)
      context.addIssue({ code: 'custom', path: ['username'], message: 'a password needs a username' })
    if ((fields.certFile === null) !== (fields.keyFile === null)) {
      const absent = fields.certFile === null ? 'certFile' : 'keyFile'
      context.addIssue({
        code: 'custom',
        path: [absent],
        message: 'a client certificate needs its key, and the key its certificate',
      })
    }
    if (!fields.tls && (fields.caFile !== null || fields.certFile !== null || fields.keyFile !== null))
      context.addIssue({ code: 'custom', path: ['tls'], message: 'certificates are used only with TLS: turn it on' })
  })

const profileFile = z.strictObject({
  version: z.literal(fileVersion, `expected ${fileVersion}: a newer jobdeck may have written the file`),
  selected: z.string().nullable(),
  profiles: z.record(
    z.string().refine((name) => isProfileName(name) && !isBuiltInName(name), 'not a valid profile name'),
    profileFields,
  ),
})

/** One problem with a profile: the field's name and what was expected there. */
export interface ProfileProblem {
  readonly field: string
  readonly message: string
}

/** The problems with a profile's fields; empty when they can be saved. */
export function profileProblems(fields: ProfileFields): readonly ProfileProblem[] {
  const parsed = profileFields.safeParse(fields)
  return parsed.success ? [] : parsed.error.issues.map(problemOf)
}

/** Parses the file's text. Throws a `config` error that names the file and the place but quotes no value. */
export function parseProfileFile(text: string, fileName: string): ProfileFile {
  const fault = jsonFault(text)
  if (fault) throw broken(fileName, `it is not valid JSON at line ${fault.line}, column ${fault.column}`)
  const parsed = profileFile.safeParse(JSON.parse(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const { field, message } = issue ? problemOf(issue) : { field: 'the file', message: 'not valid' }
  throw broken(fileName, safeLine(`${field}: ${message}`, 300))
}

function problemOf(issue: z.core.$ZodIssue): ProfileProblem {
  const unknownKeys = issue.code === 'unrecognized_keys' ? `: ${issue.keys.join(', ')}` : ''
  const message = unknownKeys ? `unknown field${unknownKeys}` : issue.message
  return { field: issue.path.join('.') || 'the file', message }
}

function broken(fileName: string, why: string): JobdeckError {
  return new JobdeckError(
    'config',
    `the profiles in ${safeLine(fileName)} cannot be read: ${why}`,
    'fix the file or move it away; jobdeck leaves it unchanged',
  )
}
