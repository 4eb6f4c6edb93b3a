// The manual page (`man jobdeck`), from the same table as `--help`. The build writes it into dist/.
import type { Command } from 'commander'

/** The variables that jobdeck reads, as in the README. */
const environment: readonly (readonly [names: string, meaning: string])[] = [
  ['MQTT_BROKER, MQTT_PORT, MQTT_TLS', 'the broker of the profile env: its host, its port, and 1 for TLS'],
  ['MQTT_USERNAME, MQTT_PASSWORD', 'its login'],
  ['MQTT_CA_CERTS, MQTT_CERTFILE, MQTT_KEYFILE', 'files: the CA bundle, and the client certificate with its key'],
  ['MQTT_CLIENT_ID_PREFIX', 'what the client id begins with'],
  ['JOBDECK_PROFILE, JOBDECK_REGISTRY_DIR, JOBDECK_TOPIC_BASE', 'as the options of the same names'],
  ['JOBDECK_JOB_ID', 'the job that an agent works on; jobdeck run sets it'],
  ['JOBDECK_CONFIG_DIR, JOBDECK_STATE_DIR', 'where profiles and settings are, and where received events are kept'],
  ['VISUAL, EDITOR', 'the editor that ctrl-g opens on a prompt'],
  ['NO_COLOR', 'any value turns colours off'],
]

/** The page as man(7) source. `program` is only for this: its help is redirected. */
export function manPage(program: Command): string {
  const name = program.name()
  const version = program.version() ?? ''
  return [
    `.TH ${quoted(name.toUpperCase())} 1 "" ${quoted(`${name} ${version}`)} "User Commands"`,
    '.SH NAME',
    `${text(name)} \\- ${text(lowerFirst(program.description()))}`,
    '.SH SYNOPSIS',
    ...[`${name} [options] [jobs...]`, `${name} [options] <command> ...`].flatMap(synopsis),
    '.SH DESCRIPTION',
    text('Without a command, jobdeck opens the monitor, in which ? shows every key. Every command has --help.'),
    '.SH OPTIONS',
    ...optionRows(program),
    '.SH COMMANDS',
    ...commandsBelow(program).flatMap((command) => sectionOf(command, name)),
    '.SH ENVIRONMENT',
    ...environment.flatMap(([names, meaning]) => row(names, meaning)),
    ...helpEndOf(program).flatMap(({ title, lines }) => [`.SH ${quoted(title.toUpperCase())}`, ...verbatim(lines)]),
    '',
  ].join('\n')
}

/** A command with its arguments and options; a group is followed by its own commands. */
function sectionOf(command: Command, path: string): readonly string[] {
  const full = `${path} ${command.name()}`
  const help = command.createHelp()
  return [
    `.SS ${quoted(full)}`,
    ...synopsis(`${path} ${help.subcommandTerm(command)}`),
    '.PP',
    text(sentence(command.description())),
    ...help
      .visibleArguments(command)
      .flatMap((argument) => row(`<${argument.name()}>`, help.argumentDescription(argument))),
    ...optionRows(command),
    ...helpEndOf(command).flatMap(({ title, lines }) => ['.PP', `${title}:`, ...verbatim(lines)]),
    ...commandsBelow(command).flatMap((below) => sectionOf(below, full)),
  ]
}

function commandsBelow(command: Command): readonly Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((below) => below.name() !== 'help')
}

function optionRows(command: Command): readonly string[] {
  const help = command.createHelp()
  return help
    .visibleOptions(command)
    .filter(({ long }) => command.parent === null || long !== '--help')
    .flatMap((option) => row(help.optionTerm(option), help.optionDescription(option)))
}

interface Block {
  readonly title: string
  readonly lines: readonly string[]
}

/** What follows the options in a command's help, such as its examples. */
function helpEndOf(command: Command): readonly Block[] {
  let help = ''
  command.configureOutput({
    writeOut: (part) => {
      help += part
    },
  })
  command.outputHelp()
  const end = help.slice(help.indexOf('\nExamples:\n') + 1).trimEnd()
  return end.split('\n\n').map((block) => {
    const [title = '', ...lines] = block.split('\n')
    return { title: title.replace(/:$/, ''), lines: lines.map((line) => line.replace(/^ {2}/, '')) }
  })
}

function synopsis(line: string): readonly string[] {
  return ['.PP', `.B ${text(line)}`]
}

function row(term: string, description: string): readonly string[] {
  return ['.TP', `.B ${text(term)}`, text(description)]
}

function verbatim(lines: readonly string[]): readonly string[] {
  return ['.PP', '.RS 4', '.nf', ...lines.map(text), '.fi', '.RE']
}

/** What roff would draw as something else, such as typographic quotes, which nobody can copy into a shell. */
const roffNames: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
}

/** Text as roff shows it unchanged: no escapes, no requests, ASCII only. */
function text(plain: string): string {
  return plain
    .replace(/[\\\-'`^~]/g, (character) => roffNames[character] ?? character)
    .replace(/^\./, '\\&.')
    .replace(/[^\x00-\x7f]/gu, (character) => `\\[u${hexOf(character)}]`)
}

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}

/** A macro's argument. */
function quoted(plain: string): string {
  return `"${text(plain).replaceAll('"', '\\(dq')}"`
}

function lowerFirst(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1)
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
