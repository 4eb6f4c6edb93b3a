// Run by profiles.test.ts as a process of its own: saves profiles `<letter>1`, `<letter>2`, … one after the other.
import { dirname } from 'node:path'
import { newProfileFields } from '../../src/broker/profile.ts'
import { openProfiles } from '../../src/broker/profiles.ts'
import { withRegistryLock } from '../../src/registry/registry-lock.ts'

const [directory = '', letter = '', count = '0'] = process.argv.slice(2)
const profiles = openProfiles({
  env: { JOBDECK_CONFIG_DIR: directory },
  cwd: '/',
  withLock: (lockFile, task) => withRegistryLock(dirname(lockFile), task),
})
for (let i = 1; i <= Number(count); i++) {
  await profiles.save(`${letter}${i}`, () => ({ ...newProfileFields, host: `${letter}${i}.internal` }))
}
