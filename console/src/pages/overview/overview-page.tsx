import '@mantine/charts/styles.css'
import { SimpleGrid } from '@mantine/core'
import { Page } from '../../parts/page.tsx'
import { ContactsChart } from './contacts-chart.tsx'
import { DeliveriesCard } from './deliveries-card.tsx'
import { TrafficCharts } from './traffic-charts.tsx'

/** How the location fares: requests, contacts and deliveries, over time. */
export default function OverviewPage() {
  return (
    <Page title="Overview">
      <TrafficCharts />
      <SimpleGrid cols={{ base: 1, lg: 2 }} mt="md">
        <ContactsChart now={Date.now()} />
        <DeliveriesCard />
      </SimpleGrid>
    </Page>
  )
}
