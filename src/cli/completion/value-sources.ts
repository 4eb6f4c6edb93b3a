// What can stand in place of a placeholder such as `<job>`, so that the table of commands needs nothing more for completion.

/** Where the values of a placeholder come from; `text` cannot be completed. */
export type ValueSource = 'jobs' | 'profiles' | 'sessions' | 'files' | 'directories' | 'text'

/** Every placeholder of the table. What has choices is not here. */
export const valueSources: Readonly<Record<string, ValueSource>> = {
  job: 'jobs',
  jobs: 'jobs',
  profile: 'profiles',
  session: 'sessions',
  file: 'files',
  path: 'files',
  dir: 'directories',
  agent: 'text',
  command: 'text',
  duration: 'text',
  host: 'text',
  id: 'text',
  ids: 'text',
  json: 'text',
  moment: 'text',
  source: 'files',
  n: 'text',
  name: 'text',
  port: 'text',
  prefix: 'text',
  text: 'text',
  token: 'text',
  topic: 'text',
  user: 'text',
  variable: 'text',
  x: 'text',
}
