// Run by profiles.test.ts as a process of its own: loads everything, prints `ready`, waits for the end of its input
// so that two of them start at once, then saves profiles `<letter>1`, `<letter>2`, … one after the other.
import { newProfileFields } from '../../../../src/io/profiles/profile.ts'
import { openProfiles } from '../../../../src/io/profiles/profiles.ts'

const [directory = '', letter = '', count = '0'] = process.argv.slice(2)
const profiles = openProfiles({
  env: { JOBDECK_CONFIG_DIR: directory },
  cwd: '/',
})
await import('conf')
process.stdout.write('ready\n')
for await (const _ of process.stdin);
for (let i = 1; i <= Number(count); i++) {
  await profiles.save(`${letter}${i}`, () => ({ ...newProfileFields, host: `${letter}${i}.internal` }))
}
