import { Type } from 'typebox'
import { appointmentBody } from '../../api/appointments/appointment-schemas.ts'
import { addressesBody } from '../../api/contacts/addresses/address-schemas.ts'
import { createContactBody } from '../../api/contacts/contact-schemas.ts'
import { maxFollowers } from '../../api/followers/follower-schemas.ts'
import { createNoteBody } from '../../api/notes/note-schemas.ts'
import { forecastBodies } from '../../api/opportunities/opportunity-schemas.ts'
import { createTaskBody } from '../../api/tasks/task-schemas.ts'
import { workflowBody } from '../../api/workflows/workflow-schemas.ts'
import { dateAdded, dateOf, dateUpdated, id, listOf, reference, user, users } from './seed-values.ts'

const {
  pipelineId: _pipeline,
  pipelineStageId: _stage,
  locationId: _location,
  contactId: _contact,
  ...opportunityFields
} = forecastBodies.create.properties

const opportunity = {
  id,
  dateAdded,
  dateUpdated,
  lastStatusChangeAt: dateOf('the last change of its status'),
  lastStageChangeAt: dateOf('the last change of its stage'),
  ...opportunityFields,
  name: Type.Optional({ ...opportunityFields.name, description: 'That of the contact if missing.' }),
  status: Type.Optional(opportunityFields.status),
  pipeline: reference('The name or the id of a pipeline.'),
  stage: Type.Optional(reference('The name or the id of a stage of the pipeline; its first if missing.')),
  lostReason: Type.Optional(reference('The name or the id of a lost reason, while the status is `lost`.')),
  assignedTo: user('Who it is assigned to'),
  followers: users('Who follows it', maxFollowers),
}

const note = { id, dateAdded, ...createNoteBody.properties, userId: user('The author') }

const task = {
  id,
  ...createTaskBody.properties,
  completed: Type.Optional(createTaskBody.properties.completed),
  assignedTo: user('Who it is assigned to'),
}

const { contactId: _ofBody, ...appointmentFields } = appointmentBody.properties
const appointment = { id, dateAdded, ...appointmentFields, assignedUserId: user('Who holds it') }

const membership = (statuses: readonly [string, string]) => ({
  dateAdded,
  dateUpdated,
  status: Type.Optional(
    Type.Enum([...statuses], { type: 'string', description: `\`${statuses[0]}\` if missing.` }),
  ),
})
const campaign = {
  campaign: reference('The name or the id of a campaign.'),
  ...membership(['added', 'removed']),
}
const workflow = {
  workflow: reference('The name or the id of a workflow.'),
  ...workflowBody.properties,
  ...membership(['active', 'finished']),
}

const { locationId: _, ...contactFields } = createContactBody.properties

/** The properties of a contact in a seed, with all that belongs to it. */
export const contactSeed = {
  id,
  dateAdded,
  dateUpdated,
  ...contactFields,
  ...addressesBody.properties,
  assignedTo: user('Who it is assigned to'),
  business: Type.Optional(reference('The name or the id of its business.')),
  followers: users('Who follows it', maxFollowers),
  notes: listOf(note, 1000, 'As Create Note takes them.'),
  tasks: listOf(task, 1000, 'As Create Task takes them.'),
  appointments: listOf(appointment, 1000, 'Its appointments.'),
  opportunities: listOf(
    opportunity,
    100,
    'As Create Opportunity takes them, under v3, with names or ids of a pipeline, a stage and a lost reason.',
  ),
  campaigns: listOf(campaign, 1000, 'The campaigns that it is or was in.'),
  workflows: listOf(workflow, 1000, 'The workflows that it is or was in.'),
}
