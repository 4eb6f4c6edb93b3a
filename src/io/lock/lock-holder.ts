// Who holds a lock, if the system knows: somebody who waits wants to see whom they are waiting for.
import { readFile } from 'node:fs/promises'

/** Such as `python3 (process 4711)`; null when it cannot be found out (no /proc, another container) or nobody holds it. */
export async function lockHolder(inode: bigint): Promise<string | null> {
  try {
    const locks = (await readFile('/proc/locks', 'latin1')).split('\n')
    const held = locks.find((line) => / FLOCK /.test(line) && !line.includes('->') && line.includes(`:${inode} `))
    const pid = held?.match(/(?:READ|WRITE)\s+(\d+)\s/)?.[1]
    if (pid === undefined || pid === '0') return null
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim().replace(/[^ -~]/g, '?')
    return `${name} (process ${pid})`
  } catch {
    return null
  }
}
