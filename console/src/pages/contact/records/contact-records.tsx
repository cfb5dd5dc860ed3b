import { Paper, Tabs } from '@mantine/core'
import type { Contact } from '../contact-values.ts'
import { Appointments } from './appointments.tsx'
import { Followers } from './followers.tsx'
import { Notes } from './notes.tsx'
import { Opportunities } from './opportunities.tsx'
import { Tasks } from './tasks.tsx'

/** What belongs to a contact. Each kind is loaded when its tab is opened. */
export function ContactRecords({ contact }: { contact: Contact }) {
  return (
    <Paper withBorder radius="lg" p="md">
      <Tabs defaultValue="notes" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="notes">Notes</Tabs.Tab>
          <Tabs.Tab value="tasks">Tasks</Tabs.Tab>
          <Tabs.Tab value="opportunities">Opportunities</Tabs.Tab>
          <Tabs.Tab value="appointments">Appointments</Tabs.Tab>
          <Tabs.Tab value="followers">Followers</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="notes">
          <Notes contactId={contact.id} />
        </Tabs.Panel>
        <Tabs.Panel value="tasks">
          <Tasks contactId={contact.id} />
        </Tabs.Panel>
        <Tabs.Panel value="opportunities">
          <Opportunities contact={contact} />
        </Tabs.Panel>
        <Tabs.Panel value="appointments">
          <Appointments contactId={contact.id} />
        </Tabs.Panel>
        <Tabs.Panel value="followers">
          <Followers contact={contact} />
        </Tabs.Panel>
      </Tabs>
    </Paper>
  )
}
