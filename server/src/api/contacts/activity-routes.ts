import type { Pipeline } from '../../http/pipeline.ts'
import type { ApiContext } from '../api-context.ts'
import { registerAppointmentRoutes } from '../appointments/appointment-routes.ts'
import { registerAutomationRoutes } from '../automations/automation-routes.ts'
import { registerCampaignRoutes } from '../campaigns/campaign-routes.ts'
import { registerFollowerRoutes } from '../followers/follower-routes.ts'
import { registerNoteRoutes } from '../notes/note-routes.ts'
import { registerTaskRoutes } from '../tasks/task-routes.ts'
import { registerWorkflowRoutes } from '../workflows/workflow-routes.ts'
import { registerAddressRoutes } from './addresses/address-routes.ts'
import { registerMergeRoutes } from './merge/merge-routes.ts'

/** The operations on what belongs to a contact. */
export function registerActivityRoutes(pipeline: Pipeline, context: ApiContext): void {
  registerNoteRoutes(pipeline, context)
  registerTaskRoutes(pipeline, context)
  registerFollowerRoutes(pipeline, context)
  registerAppointmentRoutes(pipeline, context)
  registerCampaignRoutes(pipeline, context)
  registerWorkflowRoutes(pipeline, context)
  registerAutomationRoutes(pipeline, context)
  registerAddressRoutes(pipeline, context)
  registerMergeRoutes(pipeline, context)
}
