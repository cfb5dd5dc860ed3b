import { mark } from './planted.ts'

/** What hangs on a planted contact, and what it is in. */
export interface PlantedActivities {
  noteId: string
  taskId: string
  campaignId: string
  workflowId: string
}

/** Plants them, and an appointment. @param made sends a POST, and answers the body. */
export async function plantActivities(
  made: <Body>(path: string, body: unknown) => Promise<Body>,
  { locationId, contactId, userId }: { locationId: string; contactId: string; userId: string },
): Promise<PlantedActivities> {
  const here = `/contacts/${contactId}`
  const instant = '2026-01-31T12:00:00Z'
  const { note } = await made<{ note: { id: string } }>(`${here}/notes`, { body: mark })
  const { task } = await made<{ task: { id: string } }>(`${here}/tasks`, {
    title: mark,
    dueDate: instant,
    completed: false,
  })
  await made(`${here}/followers`, { followers: [userId] })
  await made('/_contactd/appointments', { contactId, title: mark, startTime: instant, endTime: instant })
  const automation = { locationId, name: mark }
  const { campaign } = await made<{ campaign: { id: string } }>('/_contactd/campaigns', automation)
  const { workflow } = await made<{ workflow: { id: string } }>('/_contactd/workflows', automation)
  await made(`${here}/campaigns/${campaign.id}`, {})
  await made(`${here}/workflow/${workflow.id}`, { eventStartTime: instant })
  return { noteId: note.id, taskId: task.id, campaignId: campaign.id, workflowId: workflow.id }
}
