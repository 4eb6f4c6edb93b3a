// Which journal a directory's file system can bear. SQLite's write-ahead log needs memory that all processes share, which
// network file systems do not offer (https://sqlite.org/wal.html); there the rollback journal is right.
import { statfsSync } from 'node:fs'

/** `f_type` of statfs(2). */
const networkTypes: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB 2
  0x01021997, // 9p: WSL's Windows drives, virtual machines' shares
  0x65735546, // FUSE: sshfs and others
  0x00c36400, // Ceph
  0x0bd00bd0, // Lustre
  0x5346414f, // AFS
])

/** Whether a file lies on another machine; false when that cannot be found out. */
export function isOnNetwork(path: string): boolean {
  try {
    return journalModeFor(path) !== 'WAL'
  } catch {
    return false
  }
}

export type JournalMode = 'WAL' | 'TRUNCATE'

export function journalModeFor(directory: string): JournalMode {
  return journalModeOn(statfsSync(directory).type)
}

/** @param type `f_type` of statfs(2), which is signed on some machines. */
export function journalModeOn(type: number): JournalMode {
  return networkTypes.has(type >>> 0) ? 'TRUNCATE' : 'WAL'
}
