import { registerBusinessContactRoutes } from './api/businesses/business-contact-routes.ts'
import { registerBusinessRoutes } from './api/businesses/business-routes.ts'
import { registerCompanyRoutes } from './api/companies/company-routes.ts'
import { registerActivityRoutes } from './api/contacts/activity-routes.ts'
import { registerBulkRoutes } from './api/contacts/bulk/bulk-routes.ts'
import { registerContactRoutes } from './api/contacts/contact-routes.ts'
import { registerDuplicateRoutes } from './api/contacts/duplicate/duplicate-routes.ts'
import { registerUpsertRoutes } from './api/contacts/upsert/upsert-routes.ts'
import { registerBusinessFieldRoutes } from './api/custom-fields/business-field-routes.ts'
import { registerCustomFieldFolderRoutes } from './api/custom-fields/custom-field-folder-routes.ts'
import { registerCustomFieldRoutes } from './api/custom-fields/custom-field-routes.ts'
import { registerCustomValueRoutes } from './api/custom-values/custom-value-routes.ts'
import { registerDocumentRoutes } from './api/documents/document-routes.ts'
import { registerConversationChannelRoutes } from './api/locations/conversation-channel-routes.ts'
import { registerLocationRoutes } from './api/locations/location-routes.ts'
import { registerPermissionRoutes } from './api/locations/permission-routes.ts'
import { registerLostReasonRoutes } from './api/lost-reasons/lost-reason-routes.ts'
import { registerOpportunityFollowerRoutes } from './api/opportunities/opportunity-follower-routes.ts'
import { registerOpportunityRoutes } from './api/opportunities/opportunity-routes.ts'
import { registerOpportunitySearchRoutes } from './api/opportunities/search/opportunity-search-routes.ts'
import { registerPipelineRoutes } from './api/pipelines/pipeline-routes.ts'
import { registerPrivateTokenRoutes } from './api/private-tokens/private-token-routes.ts'
import { registerRecurringTaskRoutes } from './api/recurring-tasks/recurring-task-routes.ts'
import type { Search } from './api/search/search.ts'
import { registerSearchRoutes } from './api/search/search-routes.ts'
import { registerTagRoutes } from './api/tags/tag-routes.ts'
import { registerTaskSearchRoutes } from './api/tasks/task-search-routes.ts'
import { registerTemplateRoutes } from './api/templates/template-routes.ts'
import { registerUserRoutes } from './api/users/user-routes.ts'
import { registerUserWriteRoutes } from './api/users/user-write-routes.ts'
import type { SecretBox } from './auth/secret-box.ts'
import type { App } from './http/app.ts'
import type { Pipeline } from './http/pipeline.ts'
import { registerImportRoutes } from './import/import-routes.ts'
import { type Clock, systemClock } from './lib/clock.ts'
import type { Ids } from './lib/ids.ts'
import { registerBusinessDeletionRoutes } from './lifecycle/business-deletion-routes.ts'
import { registerCustomFieldDeletionRoutes } from './lifecycle/custom-field-deletion-routes.ts'
import { registerLocationDeletionRoutes } from './lifecycle/location-deletion-routes.ts'
import { registerTagChangeRoutes } from './lifecycle/tag-change-routes.ts'
import { registerUserDeletionRoutes } from './lifecycle/user-deletion-routes.ts'
import { registerInstalledAppRoutes } from './oauth/installed-app-routes.ts'
import type { OAuthContext } from './oauth/oauth-context.ts'
import { registerCompanyAppRoutes } from './oauth/oauth-routes.ts'
import type { Storage } from './storage/storage.ts'
import type { ReadMinutes } from './traffic/activity/activity.ts'
import type { ListRequests } from './traffic/list-requests.ts'
import { registerTrafficRoutes } from './traffic/traffic-routes.ts'
import { registerListenerRoutes } from './webhooks/listeners/listener-routes.ts'
import { createSignEvent } from './webhooks/sign-event.ts'
import { createSigner } from './webhooks/signing/signer.ts'
import type { WebhookKeys } from './webhooks/signing/webhook-keys.ts'
import { WebhookSecrets } from './webhooks/signing/webhook-secrets.ts'
import { registerWebhookRoutes } from './webhooks/webhook-routes.ts'

export interface OperationDependencies {
  storage: Storage
  search: Search
  clock: Clock
  ids: Ids
  /** Encrypts the secrets of webhooks. */
  secrets: SecretBox
  webhookKeys: WebhookKeys
  oauth: OAuthContext
  /** The quota of a location's files. */
  uploadQuotaBytes: number
  /** Lists the latest requests; without it, the operations that show them do not exist. */
  listRequests: ListRequests | undefined
  readMinutes: ReadMinutes
}

/** Registers the JSON operations of every resource by an explicit call. */
export async function registerOperations(
  app: App,
  pipeline: Pipeline,
  dependencies: OperationDependencies,
): Promise<void> {
  const { storage, search, clock, ids, secrets, webhookKeys, oauth, uploadQuotaBytes } = dependencies
  const { listRequests, readMinutes } = dependencies
  const context = { storage, clock, ids }
  registerContactRoutes(pipeline, context)
  registerActivityRoutes(pipeline, context)
  registerUpsertRoutes(pipeline, context)
  registerDuplicateRoutes(pipeline, context)
  registerBulkRoutes(pipeline, context)
  registerCustomFieldDeletionRoutes(pipeline, context)
  registerSearchRoutes(pipeline, { storage, search })
  registerOpportunitySearchRoutes(pipeline, { storage, search })
  registerBusinessContactRoutes(pipeline, { storage, search })
  registerRecurringTaskRoutes(pipeline, context)
  registerTaskSearchRoutes(pipeline, { storage, search, clock })
  registerCompanyRoutes(pipeline, context)
  registerLocationRoutes(pipeline, context)
  registerPermissionRoutes(pipeline, context)
  registerConversationChannelRoutes(pipeline, context)
  registerLocationDeletionRoutes(app, pipeline, context)
  registerTagRoutes(pipeline, context)
  registerTagChangeRoutes(pipeline, context)
  registerCustomFieldRoutes(pipeline, context)
  registerCustomFieldFolderRoutes(pipeline, context)
  registerBusinessFieldRoutes(pipeline, context)
  registerCustomValueRoutes(pipeline, context)
  registerOpportunityRoutes(pipeline, context)
  registerOpportunityFollowerRoutes(pipeline, context)
  registerPipelineRoutes(pipeline, context)
  registerLostReasonRoutes(pipeline, context)
  registerPrivateTokenRoutes(pipeline, context)
  registerTemplateRoutes(pipeline, context)
  registerUserRoutes(pipeline, context)
  registerUserWriteRoutes(pipeline, context)
  registerUserDeletionRoutes(pipeline, context)
  registerBusinessRoutes(pipeline, context)
  registerBusinessDeletionRoutes(pipeline, context)
  const webhookSecrets = new WebhookSecrets(secrets, webhookKeys)
  registerWebhookRoutes(pipeline, { ...context, webhookSecrets })
  // Receivers compare the time of a signature with theirs, also while a clock for development is moved.
  const signer = { signer: createSigner(webhookKeys), secrets: webhookSecrets, clock: systemClock }
  registerListenerRoutes(pipeline, { ...context, secrets: webhookSecrets, sign: createSignEvent(signer) })
  if (listRequests) registerTrafficRoutes(pipeline, { clock, listRequests, readMinutes })
  await registerDocumentRoutes(app, pipeline, context, uploadQuotaBytes)
  await registerImportRoutes(app, pipeline, context)
  registerInstalledAppRoutes(pipeline, oauth)
  await app.register(async (form: App) => registerCompanyAppRoutes(form, pipeline, oauth))
}
