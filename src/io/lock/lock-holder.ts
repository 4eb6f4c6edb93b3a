// Which process holds a lock, if the system knows: a user who waits wants to know what for.
import { readFile } from 'node:fs/promises'

/** Such as `python3 (process 4711)`, or `python3 (process 4711, stopped)` when a signal has stopped it; null when that is unknown (no /proc, another container) or the lock is free. */
export async function lockHolder(inode: bigint): Promise<string | null> {
  try {
    const locks = (await readFile('/proc/locks', 'latin1')).split('\n')
    const held = locks.find((line) => / FLOCK /.test(line) && !line.includes('->') && line.includes(`:${inode} `))
    const pid = held?.match(/(?:READ|WRITE)\s+(\d+)\s/)?.[1]
    if (pid === undefined || pid === '0') return null
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8'))
      .trim()
      .replace(/[^ -~]/g, '?')
      .replace(/-MainThread$/, '')
    const state = / ([A-Za-z]) [^)]*$/.exec(await readFile(`/proc/${pid}/stat`, 'latin1'))?.[1]
    return `${name} (process ${pid}${state === 'T' ? ', stopped' : ''})`
  } catch {
    return null
  }
}
