import { spawnSync } from 'node:child_process'

/** The account under which a program is started. */
export interface OsUser {
  uid: number
  gid: number
}

/** PostgreSQL refuses to run as root; it then runs as one of these. */
const candidates = ['postgres', 'nobody']

/**
 * The account that PostgreSQL's programs run as; undefined for the current one.
 * @throws Error as root on a machine that has neither `postgres` nor `nobody`.
 */
export function postgresUser(): OsUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of candidates) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }))
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  throw new Error(
    `PostgreSQL does not run as root, and none of these users is there: ${candidates.join(', ')}.`,
  )
}
