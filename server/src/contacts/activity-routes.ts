import type { App } from '../http/app.ts'
import { registerAppointmentRoutes } from './appointments/appointment-routes.ts'
import { registerAutomationRoutes } from './automations/automation-routes.ts'
import { registerCampaignRoutes } from './campaigns/campaign-routes.ts'
import type { ContactContext } from './contact-context.ts'
import { registerFollowerRoutes } from './followers/follower-routes.ts'
import { registerNoteRoutes } from './notes/note-routes.ts'
import { registerTaskRoutes } from './tasks/task-routes.ts'
import { registerWorkflowRoutes } from './workflows/workflow-routes.ts'

/** What is done with a contact beside its own fields. The gate stands before it. */
export function registerActivityRoutes(app: App, context: ContactContext): void {
  registerNoteRoutes(app, context)
  registerTaskRoutes(app, context)
  registerFollowerRoutes(app, context)
  registerAppointmentRoutes(app, context)
  registerCampaignRoutes(app, context)
  registerWorkflowRoutes(app, context)
  registerAutomationRoutes(app, context)
}
