import { Paper, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { dataOf } from '../../../api/client.ts'
import { Queried } from '../../../parts/queried.tsx'
import { useWorkplace } from '../../../session/session.tsx'

/** The appointments of a contact. Their times are those of the calendar, which name no zone. */
export function Appointments({ contactId }: { contactId: string }) {
  const { api, location } = useWorkplace()
  const path = { contactId }
  const appointments = useQuery({
    queryKey: ['appointments', location.id, contactId],
    queryFn: () => dataOf(api.GET('/contacts/{contactId}/appointments', { params: { path } })),
  })
  return (
    <Queried query={appointments} what="Loading appointments">
      {({ events }) => (
        <Stack gap="xs">
          {events.length === 0 && <Text c="dimmed">No appointments.</Text>}
          {events.map(({ id, title, startTime, endTime, appointmentStatus }) => (
            <Paper key={id} withBorder p="sm">
              <Text fw={600} size="sm">
                {title || 'Appointment'}
              </Text>
              <Text size="sm" c="dimmed">
                {startTime} – {endTime} · {appointmentStatus}
              </Text>
            </Paper>
          ))}
        </Stack>
      )}
    </Queried>
  )
}
