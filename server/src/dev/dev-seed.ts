import { hash } from 'node:crypto'
import { markForDevelopment } from '../auth/development-mark.ts'
import { SecretBox } from '../auth/secret-box.ts'
import { demoIds } from '../demo/demo-ids.ts'
import { demoSources } from '../demo/demo-sources.ts'
import { fillDemo } from '../demo/fill-demo.ts'
import { changePassword } from '../oauth/sign-in-password.ts'
import type { Storage } from '../storage/storage.ts'

/** The sign-in of the owner. It is public, like everything of a development server. */
export const devOwner = { email: 'olivia@example.com', password: 'contactd-dev' } as const

/** The hash of the password: computing it at each start would take a tenth of a second. */
export const devOwnerHash =
  '$scrypt$ln=15,r=8,p=1$kn2SOvru/Inzj5vjFncxIw$uzcITegq6fNfDA7ZokB+p0mfneEiOi1S+3jXSqqe5Qc'

/** The keys of a development server are the same everywhere, as its data is. */
export const devSecrets = (): SecretBox => new SecretBox(hash('sha256', 'contactd dev', 'buffer'))

/** Ids and the token of the seed, in the order in which they are drawn. */
const seedSources = () => demoSources('contactd dev')

/** The token of the demo's location. It has every scope. */
export const devToken = (): string => {
  const { ids } = seedSources()
  ids.next()
  return `pit-${ids.uuid()}`
}

/** What a development server has at its start and after a reset, and what it tells of it. */
export interface DevSeed {
  /** A token of the location. */
  token: string
  locationId: string
  companyId: string
  /** A contact of the location; empty if it has none. */
  contactId: string
  owner: { email: string; password: string }
  /** Marks an empty database and fills it, all or nothing: the same ids, tokens and dates each time. */
  fill(storage: Storage): Promise<void>
}

/** The demo. */
export const demoSeed = (): DevSeed => ({
  token: devToken(),
  locationId: demoIds.location,
  companyId: demoIds.company,
  contactId: demoIds.guideContact,
  owner: devOwner,
  async fill(storage) {
    const sources = seedSources()
    await storage.write(markForDevelopment, 'database')
    // In memory the demo keeps no token in a file.
    await fillDemo(storage, 'sqlite::memory:', sources)
    const owner = { id: demoIds.owner, email: devOwner.email }
    await storage.write((tx) => changePassword(tx, sources, owner, devOwnerHash), 'database')
  },
})
