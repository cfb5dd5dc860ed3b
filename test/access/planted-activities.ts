/** The sub-resources of a fixture contact, and its memberships. */
export interface PlantedActivities {
  noteId: string
  taskId: string
  campaignId: string
  workflowId: string
}

/**
 * Creates them, and an appointment. @param made sends a POST and returns the body. @param mark is part of each of their
 * texts.
 */
export async function plantActivities(
  made: <Body>(path: string, body: unknown) => Promise<Body>,
  place: { locationId: string; contactId: string; userId: string },
  mark: string,
): Promise<PlantedActivities> {
  const { locationId, contactId, userId } = place
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
  await made(`${here}/workflow/${workflow.id}`, { eventStartTime: instant.replace('Z', '+00:00') })
  return { noteId: note.id, taskId: task.id, campaignId: campaign.id, workflowId: workflow.id }
}
