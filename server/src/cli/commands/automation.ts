import { type Command, Option } from 'commander'
import {
  type AutomationKind,
  automationStatuses,
  automationView,
  campaignKind,
  workflowKind,
} from '../../api/automations/automation.ts'
import { type AutomationSpec, createAutomation } from '../../api/automations/create-automation.ts'
import { beforeAll } from '../../storage/read-in-slices.ts'
import { withVariable } from '../options.ts'
import { namedItemCommand } from './named-item.ts'

/** `contactd campaign`. */
export const campaignCommand = (): Command => automationCommand(campaignKind)

/** `contactd workflow`. */
export const workflowCommand = (): Command => automationCommand(workflowKind)

/** The automations that contacts are added to. In HighLevel, they are created on its pages. */
const automationCommand = (kind: AutomationKind): Command =>
  namedItemCommand<AutomationSpec, ReturnType<typeof automationView>>({
    command: kind.noun,
    noun: kind.noun,
    description: `Creates and lists ${kind.noun}s.`,
    options: [
      withVariable(
        new Option('--status <status>', 'contacts can be in it in any status')
          .choices(automationStatuses)
          .default('published'),
      ),
    ],
    example: '--name Welcome',
    create: async (tx, sources, locationId, { name, status }) =>
      automationView(await createAutomation(tx, sources, kind, locationId, { name, status })),
    list: async (tx, locationId, limit) =>
      (await tx.all(kind.statements.list, { locationId, status: '', ...beforeAll, limit })).map(
        automationView,
      ),
    fields: (view) => view,
    columns: { ID: 'id', NAME: 'name', STATUS: 'status', ADDED: 'dateAdded' },
  })
