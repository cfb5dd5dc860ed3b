import { automationSpec } from '../../api/automations/add-automation.ts'
import { campaignKind, workflowKind } from '../../api/automations/automation.ts'
import { createAutomation } from '../../api/automations/create-automation.ts'
import { withFields } from '../../api/businesses/business.ts'
import { updateBusinessRow } from '../../api/businesses/business-store.ts'
import { makeBusiness } from '../../api/businesses/create-business.ts'
import { normaliseTags } from '../../api/contacts/tags.ts'
import { newBusinessField } from '../../api/custom-fields/business-field.ts'
import { addCustomField, createCustomField } from '../../api/custom-fields/create-custom-field.ts'
import { createFolder } from '../../api/custom-fields/custom-field-folders.ts'
import { createCustomValue } from '../../api/custom-values/save-custom-value.ts'
import { noEvents } from '../../api/events/record-events.ts'
import { getLocation } from '../../api/locations/find-location.ts'
import { requireName } from '../../api/locations/require-name.ts'
import { createLostReason } from '../../api/lost-reasons/create-lost-reason.ts'
import { createPipeline } from '../../api/pipelines/create-pipeline.ts'
import { createRecurringTask } from '../../api/recurring-tasks/save-recurring-task.ts'
import { insertTags } from '../../api/tags/tag-store.ts'
import { createTemplate } from '../../api/templates/create-template.ts'
import { markTemplateDeleted } from '../../api/templates/template-store.ts'
import { actorOf } from '../../auth/actor.ts'
import { hexId } from '../../lib/hex-id.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { createWebhook } from '../../webhooks/create-webhook.ts'
import { knownWebhookSecret, sealWebhookSecret } from '../../webhooks/signing/webhook-secrets.ts'
import { devSecrets } from '../dev-seed.ts'
import { fillContact } from './fill-contact.ts'
import { fillUser } from './fill-user.ts'
import {
  clockAt,
  each,
  type Filling,
  newFilling,
  type SeedContext,
  type SeedPlace,
  without,
} from './filling.ts'
import type { LocationSeed } from './location-seed-schema.ts'
import { Names } from './names.ts'

/** Fills an existing location with what a valid seed has, and notes what its use cases refuse. */
export async function fillLocation(
  tx: WriteTx,
  context: SeedContext,
  place: SeedPlace,
  seed: LocationSeed,
): Promise<void> {
  const filling = newFilling(tx, context, place)
  const { names, locationId } = filling
  await each(filling, 'users', seed.users, (user, own) => fillUser(filling, user, own), {
    names: names.users,
  })
  await fillFields(filling, seed)
  await fillSettings(filling, seed)
  await fillBusinesses(filling, seed)
  await fillAutomations(filling, seed)
  await each(filling, 'contacts', seed.contacts, (item, own, path) => fillContact(filling, item, own, path), {
    names: names.contacts,
    order: 'newest first',
  })
  await each(filling, 'recurringTasks', seed.recurringTasks, async ({ contactIds, owners, ...task }, own) =>
    createRecurringTask(tx, { ...own, events: noEvents }, await getLocation(tx, locationId), {
      ...without(task),
      contactIds: names.contacts.idsOf(contactIds ?? []),
      owners: names.users.idsOf(owners ?? []),
    }),
  )
  // Behind all that would fire events.
  await fillWebhooks(filling, seed)
}

async function fillWebhooks(filling: Filling, { webhooks }: Pick<LocationSeed, 'webhooks'>): Promise<void> {
  const { tx, caller, locationId } = filling
  await each(filling, 'webhooks', webhooks, ({ url, events, secret }, own) => {
    const known = secret ?? knownWebhookSecret(own.ids.uuid())
    const place = { locationId, companyId: caller.companyId }
    const sealedSecret = sealWebhookSecret(devSecrets(), known)
    return createWebhook(tx, own, place, { url, events, sealedSecret })
  })
}

/** Custom fields and their folders. */
async function fillFields(
  filling: Filling,
  {
    customFieldFolders,
    customFields,
    businessFields,
  }: Pick<LocationSeed, 'customFieldFolders' | 'customFields' | 'businessFields'>,
): Promise<void> {
  const { tx, locationId, names } = filling
  const folders = { contact: new Names(), opportunity: new Names(), business: new Names() }
  await each(
    filling,
    'customFieldFolders',
    customFieldFolders,
    ({ name, model = 'contact' }, own) => createFolder(tx, own, locationId, requireName({ name, model })),
    { names: ({ model = 'contact' }) => folders[model] },
  )
  await each(
    filling,
    'customFields',
    customFields,
    ({ folder, ...field }, own) =>
      createCustomField(tx, own, locationId, {
        ...without(field),
        ...folders[field.model ?? 'contact'].as('parentId', folder),
      }),
    { names: names.customFields },
  )
  await each(filling, 'businessFields', businessFields, async ({ folder, ...field }, own) => {
    const parentId = folders.business.idOf(folder)
    if (parentId === undefined) return undefined
    const spec = { ...requireName(without(field)), parentId }
    return addCustomField(tx, own.clock, newBusinessField(own.ids, { id: own.ids.next(), locationId }, spec))
  })
}

/** What a location has apart from its fields and its people. */
async function fillSettings(filling: Filling, seed: LocationSeed): Promise<void> {
  const { tx, locationId, names } = filling
  await each(filling, 'customValues', seed.customValues, ({ id: _, ...value }, own) =>
    createCustomValue(tx, own, locationId, requireName(value)),
  )
  const tags = (seed.tags ?? []).map((tag) => (typeof tag === 'string' ? { name: tag } : tag))
  await each(filling, 'tags', tags, async ({ name }, own) => {
    await insertTags(tx, own.ids, locationId, normaliseTags([name]))
    return undefined
  })
  await each(
    filling,
    'pipelines',
    seed.pipelines,
    ({ name, stages }, own) => {
      const carried = stages.map(({ id }) => id ?? own.ids.uuid()).values()
      const ids = { ...own.ids, uuid: () => carried.next().value ?? own.ids.uuid() }
      const spec = { name, stages: stages.map((stage) => stage.name) }
      return createPipeline(tx, { ...own, ids }, locationId, spec)
    },
    { names: names.pipelines },
  )
  await each(
    filling,
    'lostReasons',
    seed.lostReasons,
    ({ name }, own) => createLostReason(tx, own, locationId, { name }),
    { names: names.lostReasons },
  )
  await each(
    filling,
    'templates',
    seed.templates,
    async ({ name, type, body = '', subject = '', html = '', deleted }, own) => {
      const spec = type === 'sms' ? { name, type, body } : { name, type, subject, html }
      const template = await createTemplate(tx, own, locationId, spec)
      if (deleted) await tx.run(markTemplateDeleted, { locationId, id: template.id })
      return template
    },
  )
}

async function fillBusinesses(filling: Filling, seed: LocationSeed): Promise<void> {
  const { tx, caller, locationId, names } = filling
  await each(
    filling,
    'businesses',
    seed.businesses,
    async ({ id, dateAdded: _, dateUpdated, ...fields }, own) => {
      const place = { id: id ?? hexId(own.ids), locationId }
      const business = await makeBusiness(tx, own.clock, caller, place, requireName(fields))
      if (dateUpdated === undefined) return business
      const updated = withFields(business, {}, actorOf(caller, clockAt(dateUpdated, own.clock.now())))
      await tx.run(updateBusinessRow, { ...place, document: JSON.stringify(updated) })
      return updated
    },
    { names: names.businesses },
  )
}

async function fillAutomations(filling: Filling, { campaigns, workflows }: LocationSeed): Promise<void> {
  const { tx, locationId, names } = filling
  const lists = [
    ['campaigns', campaigns, campaignKind],
    ['workflows', workflows, workflowKind],
  ] as const
  for (const [path, list, kind] of lists)
    await each(
      filling,
      path,
      list,
      (item, own) => createAutomation(tx, own, kind, locationId, automationSpec(without(item))),
      { names: names[path] },
    )
}
