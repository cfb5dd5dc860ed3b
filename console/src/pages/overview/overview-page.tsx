import '@mantine/charts/styles.css'
import { SimpleGrid } from '@mantine/core'
import { Page } from '../../parts/page.tsx'
import { Queried } from '../../parts/queried.tsx'
import { ContactsChart } from './contacts-chart.tsx'
import { DeliveriesCard } from './deliveries-card.tsx'
import { TrafficCharts } from './traffic-charts.tsx'
import { useActivity } from './use-activity.ts'

/** The activity of the location: requests, contacts and deliveries, over time. */
export default function OverviewPage() {
  return (
    <Page title="Overview">
      <TrafficCharts />
      <SimpleGrid cols={{ base: 1, lg: 2 }} mt="md">
        <ContactsAdded />
        <DeliveriesCard />
      </SimpleGrid>
    </Page>
  )
}

/** The clock of the server says which day it is: that of a development server can be moved. */
function ContactsAdded() {
  const activity = useActivity(60)
  return (
    <Queried query={activity} what="Counting the contacts">
      {({ points }) => <ContactsChart now={Date.parse(points.at(-1)?.at ?? '')} />}
    </Queried>
  )
}
