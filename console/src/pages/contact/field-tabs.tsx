import { Tabs } from '@mantine/core'
import type { CustomField } from './contact-values.ts'
import { CustomFieldsTab } from './custom-fields-tab.tsx'
import { DetailsTab } from './details-tab.tsx'
import { DndTab } from './dnd-tab.tsx'
import type { TabProps } from './use-contact-edit.ts'

/** The inputs of all fields in three tabs, each with the count of its problems. */
export function FieldTabs({ tab, fields }: { tab: TabProps; fields: CustomField[] }) {
  const countIn = (matches: (name: string) => boolean) => Object.keys(tab.errors).filter(matches).length
  return (
    <Tabs defaultValue="details" keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="details">
          {labelWith(
            'Details',
            countIn((name) => !isCustom(name) && !isDnd(name)),
          )}
        </Tabs.Tab>
        <Tabs.Tab value="custom">{labelWith('Custom fields', countIn(isCustom))}</Tabs.Tab>
        <Tabs.Tab value="dnd">{labelWith('Do not disturb', countIn(isDnd))}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="details">
        <DetailsTab {...tab} />
      </Tabs.Panel>
      <Tabs.Panel value="custom">
        <CustomFieldsTab {...tab} fields={fields} />
      </Tabs.Panel>
      <Tabs.Panel value="dnd">
        <DndTab {...tab} />
      </Tabs.Panel>
    </Tabs>
  )
}

const isCustom = (name: string) => name.startsWith('customFields.')
const isDnd = (name: string) => /^dnd|^inboundDnd/.test(name)

const labelWith = (label: string, count: number) =>
  count === 0 ? label : `${label} (${count === 1 ? '1 problem' : `${count} problems`})`
