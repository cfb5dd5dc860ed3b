import { chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { engineStatement } from '../../server/src/storage/statement.ts'
import { makeCertificate } from '../support/certificate.ts'
import { PostgresCluster } from '../support/postgres/cluster.ts'
import { postgresUrl } from '../support/postgres/databases.ts'
import { postgresUser } from '../support/postgres/os-user.ts'
import { runProgram, temporaryFolder } from '../support/program.ts'

const readTls = engineStatement<Record<string, never>, { ssl: boolean }>(
  'read-tls',
  'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
)

const folder = temporaryFolder()
const certificateFile = join(folder, 'server.crt')
const otherFile = join(folder, 'other.crt')
let cluster: PostgresCluster
beforeAll(async () => {
  const { certificate, key } = makeCertificate('127.0.0.1')
  const keyFile = join(folder, 'server.key')
  writeFileSync(certificateFile, certificate)
  writeFileSync(otherFile, makeCertificate('127.0.0.1').certificate)
  writeFileSync(keyFile, key, { mode: 0o600 })
  const owner = postgresUser()
  if (owner) for (const path of [folder, certificateFile, keyFile]) chownSync(path, owner.uid, owner.gid)
  cluster = await PostgresCluster.start({
    durable: false,
    settings: ['ssl=on', `ssl_cert_file=${certificateFile}`, `ssl_key_file=${keyFile}`],
  })
})
afterAll(() => cluster.close())

const withQuery = (query: string, host = '127.0.0.1') =>
  `${cluster.url().replace('127.0.0.1', host)}?${query}`

const isEncrypted = async (database: string) => {
  const storage = await openStorage({ database, clock })
  try {
    return (await storage.read((tx) => tx.get(readTls, {})))?.ssl
  } finally {
    await storage.close()
  }
}

describe('TLS to PostgreSQL (BR-346)', () => {
  it.each(['prefer', 'require', 'verify-ca', 'verify-full'])(
    'checks the certificate with sslmode=%s, and accepts that of a given authority',
    async (mode) => {
      expect(await isEncrypted(withQuery(`sslmode=${mode}&sslrootcert=${certificateFile}`))).toBe(true)
      await expect(isEncrypted(withQuery(`sslmode=${mode}`))).rejects.toThrow(
        /has a certificate that is not trusted \(self-signed certificate/,
      )
      await expect(isEncrypted(withQuery(`sslmode=${mode}&sslrootcert=${otherFile}`))).rejects.toThrow(
        'has a certificate that is not trusted',
      )
    },
  )

  it('checks that the certificate is for the host', async () => {
    const url = withQuery(`sslmode=verify-full&sslrootcert=${certificateFile}`, 'localhost')
    await expect(isEncrypted(url)).rejects.toThrow(/not trusted \(Hostname\/IP does not match/)
  })

  it('encrypts without verification if configured, in one of two ways', async () => {
    expect(await isEncrypted(withQuery('sslmode=no-verify'))).toBe(true)
    expect(await isEncrypted(withQuery('uselibpqcompat=true&sslmode=require'))).toBe(true)
  })

  it('is off by default, and if it is turned off', async () => {
    expect(await isEncrypted(cluster.url())).toBe(false)
    expect(await isEncrypted(withQuery('sslmode=disable'))).toBe(false)
  })

  // Unknown for servers other than the run's own.
  it.runIf(!process.env.CONTACTD_TEST_POSTGRES_URL)('is refused for a server without it', async () => {
    await expect(isEncrypted(`${postgresUrl()}?sslmode=require`)).rejects.toThrow(
      /does not accept TLS: enable it there \(ssl=on\), or remove sslmode\.$/,
    )
  })

  it('names a missing file of the authority', async () => {
    const missing = join(folder, 'missing.crt')
    await expect(isEncrypted(withQuery(`sslmode=verify-full&sslrootcert=${missing}`))).rejects.toThrow(
      `PostgreSQL can't be reached`,
    )
  })

  it('fails a command with one sentence, without the password', async () => {
    const { code, stdout, stderr } = await runProgram([
      ...['location', 'list', '--database', withQuery('sslmode=require')],
    ])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^contactd: PostgreSQL at postgres:\/\/contactd:\*\*\*@127\.0\.0\.1:.*\n$/)
  })
})
