import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { type CompanyProfile, profileOf } from './company.ts'
import { insertCompany, type ListedCompany } from './company-store.ts'

/** Creates a company. HighLevel's API has no operation for it. */
export async function createCompany(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  { name, ...properties }: { name: string } & CompanyProfile,
): Promise<ListedCompany> {
  const profile = JSON.stringify(profileOf(properties))
  const company = { id: ids.next(), name, profile, dateAdded: clock.now() }
  await tx.run(insertCompany, company)
  return company
}
