// The TCP connections of a process as the kernel has them, whatever the process itself believes.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const established = '01'

/** How many connections a process has open to a port on this machine. */
export function socketsOf(pid: number, port: number): number {
  const inodes = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => socketInode(`/proc/${pid}/fd/${fd}`)))
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , remote, state, , , , , , inode]) => {
      return remote?.endsWith(`:${wanted}`) && state === established && inodes.has(inode ?? '')
    }).length
}

function socketInode(link: string): string | null {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1] ?? null
  } catch {
    return null
  }
}
