import { initial } from './001-initial.ts'
import { oauth } from './002-oauth.ts'
import { search } from './003-search.ts'
import { contactActivities } from './004-contact-activities.ts'
import { businesses } from './005-businesses.ts'
import { contactAddresses } from './006-contact-addresses.ts'
import { changesByLocation } from './007-changes-by-location.ts'
import { keptValues } from './008-kept-values.ts'
import { customFieldModels } from './009-custom-field-models.ts'
import { documentUse } from './010-document-use.ts'
import { deletedContacts } from './011-deleted-contacts.ts'
import { uniqueIdentifiers } from './012-unique-identifiers.ts'
import { usersByCompany } from './013-users-by-company.ts'
import { contactDeletions } from './014-contact-deletions.ts'
import { listsInOrder } from './015-lists-in-order.ts'
import { opportunities } from './016-opportunities.ts'
import { customValues } from './017-custom-values.ts'
import { tasksInOrder } from './018-tasks-in-order.ts'
import { templates } from './019-templates.ts'
import { opportunitySearch } from './020-opportunity-search.ts'
import { recurringTasks } from './021-recurring-tasks.ts'
import { companyProfiles } from './022-company-profiles.ts'
import { webhooks } from './023-webhooks.ts'
import { signingKeyPurposes } from './024-signing-key-purposes.ts'
import { requestMinutes } from './025-request-minutes.ts'
import { tokenLastUsed } from './026-token-last-used.ts'
import type { Migration } from './migration.ts'

/** Every migration, in order. */
export const migrations: readonly Migration[] = [
  initial,
  oauth,
  search,
  contactActivities,
  businesses,
  contactAddresses,
  changesByLocation,
  keptValues,
  customFieldModels,
  documentUse,
  deletedContacts,
  uniqueIdentifiers,
  usersByCompany,
  contactDeletions,
  listsInOrder,
  opportunities,
  customValues,
  tasksInOrder,
  templates,
  opportunitySearch,
  recurringTasks,
  companyProfiles,
  webhooks,
  signingKeyPurposes,
  requestMinutes,
  tokenLastUsed,
]

export const newestMigration = Math.max(...migrations.map(({ number }) => number))

/** The migrations of a schema. @param schema the number of its newest migration. */
export const migrationsUpTo = (schema: number): Migration[] =>
  migrations.filter(({ number }) => number <= schema)
