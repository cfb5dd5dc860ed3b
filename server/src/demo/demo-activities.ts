import { createAppointment } from '../api/appointments/create-appointment.ts'
import { campaignKind, workflowKind } from '../api/automations/automation.ts'
import { createAutomation } from '../api/automations/create-automation.ts'
import { addToCampaign } from '../api/campaigns/campaign-store.ts'
import type { ContactRef } from '../api/contacts/find-contact.ts'
import { noEvents } from '../api/events/record-events.ts'
import { type Note, noteKind } from '../api/notes/note.ts'
import { addRecord } from '../api/records/records.ts'
import { createRecurringTask } from '../api/recurring-tasks/save-recurring-task.ts'
import { addTask, type Task } from '../api/tasks/task.ts'
import { addToWorkflow } from '../api/workflows/workflow-store.ts'
import type { WriteTx } from '../storage/storage.ts'
import { demoIds } from './demo-ids.ts'
import { type DemoSources, demoTimezone, withId } from './demo-sources.ts'

const hourMs = 60 * 60 * 1000
const dayMs = 24 * hourMs

/** Creates a campaign, a workflow, an appointment, notes and tasks for the contacts of HighLevel's pages. */
export async function fillActivities(tx: WriteTx, sources: DemoSources): Promise<void> {
  const reference = { locationId: demoIds.location, contactId: demoIds.referenceContact }
  const guide = { locationId: demoIds.location, contactId: demoIds.guideContact }
  await fillNotes(tx, sources, reference, demoIds.note)
  await fillNotes(tx, sources, guide, sources.ids.next())
  await fillTasks(tx, sources, reference, demoIds.task)
  await fillTasks(tx, sources, guide, sources.ids.next())
  await fillAutomations(tx, sources, guide)
  const startTime = Math.ceil(sources.clock.now() / dayMs) * dayMs + 15 * hourMs
  await createAppointment(tx, withId(sources, demoIds.appointment), reference, {
    title: 'First visit',
    startTime,
    endTime: startTime + hourMs / 2,
    appointmentStatus: 'confirmed',
    calendarId: 'YlWd2wuCAZQzh2cH1fVZ',
    assignedUserId: demoIds.user,
    address: '3535 1st St N',
  })
}

async function fillNotes(tx: WriteTx, { clock, ids }: DemoSources, place: ContactRef, id: string) {
  const now = clock.now()
  const first: Note = {
    id: ids.next(),
    body: 'Met at the trade fair.',
    userId: demoIds.user,
    dateAdded: new Date(now - hourMs).toISOString(),
    contactId: place.contactId,
    pinned: false,
  }
  const dateAdded = new Date(now).toISOString()
  const second: Note = { ...first, id, body: 'Wants a quote by Friday.', dateAdded, color: '#FFAA00' }
  await addRecord(tx, noteKind, place, now - hourMs, first)
  await addRecord(tx, noteKind, place, now, second)
}

async function fillTasks(tx: WriteTx, { clock, ids }: DemoSources, place: ContactRef, id: string) {
  const now = clock.now()
  const first: Task = {
    id: ids.next(),
    title: 'Call back',
    assignedTo: demoIds.user,
    dueDate: new Date(now + dayMs).toISOString(),
    completed: true,
    contactId: place.contactId,
  }
  const second: Task = { ...first, id, title: 'Send the quote', completed: false }
  await addTask(tx, place, now - hourMs, first)
  await addTask(tx, place, now, second)
}

async function fillAutomations(tx: WriteTx, sources: DemoSources, { locationId, contactId }: ContactRef) {
  const campaign = { name: 'Spring offers', status: 'published' } as const
  const workflow = { name: 'Welcome', status: 'published' } as const
  const { campaign: campaignId, workflow: workflowId } = demoIds
  await createAutomation(tx, withId(sources, campaignId), campaignKind, locationId, campaign)
  await createAutomation(tx, withId(sources, workflowId), workflowKind, locationId, workflow)
  const member = { locationId, contactId, now: sources.clock.now() }
  await tx.run(addToCampaign, { ...member, campaignId })
  await tx.run(addToWorkflow, { ...member, workflowId, eventStartTime: null })
}

/** Creates a recurring task that has ended: one that goes on would make tasks that no other demo has. */
export async function fillRecurringTask(tx: WriteTx, sources: DemoSources): Promise<void> {
  const date = new Date(sources.clock.now()).toISOString()
  const location = { id: demoIds.location, timezone: demoTimezone }
  await createRecurringTask(tx, { ...withId(sources, demoIds.recurringTask), events: noEvents }, location, {
    title: 'Weekly call',
    contactIds: [demoIds.guideContact],
    owners: [demoIds.user],
    rruleOptions: {
      intervalType: 'weekly',
      interval: 1,
      startDate: date,
      endDate: date,
      dueAfterSeconds: hourMs / 1000,
    },
    ignoreTaskCreation: true,
  })
}
