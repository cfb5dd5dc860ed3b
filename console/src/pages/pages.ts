import {
  IconActivity,
  IconArrowMerge,
  IconChartBar,
  IconFileImport,
  IconSettings,
  IconUsers,
  IconWebhook,
} from '@tabler/icons-react'
import { type ComponentType, lazy } from 'react'

/** A page of the console. */
export interface ConsolePage {
  /** Below `/console`; `:id` is a parameter, and `/*?` takes deeper paths. */
  path: string
  /** What navigation calls it; missing for a page that other pages lead to. */
  label?: string
  icon?: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>
  /** Only for owners. The server refuses others, too. */
  ownersOnly?: boolean
  component: ComponentType
  /** Loads its chunk, for a page that will be shown in a moment. */
  load: () => Promise<unknown>
}

const loadedBy = (load: () => Promise<{ default: ComponentType }>) => ({ component: lazy(load), load })

/** Every page, in the order of the navigation. Each is a chunk of its own, loaded when it is opened. */
export const pages: readonly ConsolePage[] = [
  {
    path: '/contacts',
    label: 'Contacts',
    icon: IconUsers,
    ...loadedBy(() => import('./contacts/contacts-page.tsx')),
  },
  {
    path: '/contacts/:id',
    ...loadedBy(() => import('./contact/contact-page.tsx')),
  },
  {
    path: '/duplicates',
    label: 'Duplicates',
    icon: IconArrowMerge,
    ownersOnly: true,
    ...loadedBy(() => import('./duplicates/duplicates-page.tsx')),
  },
  {
    path: '/import',
    label: 'Import',
    icon: IconFileImport,
    ownersOnly: true,
    ...loadedBy(() => import('./import/import-page.tsx')),
  },
  {
    path: '/overview',
    label: 'Overview',
    icon: IconChartBar,
    ownersOnly: true,
    ...loadedBy(() => import('./overview/overview-page.tsx')),
  },
  {
    path: '/requests',
    label: 'Requests',
    icon: IconActivity,
    ownersOnly: true,
    ...loadedBy(() => import('./requests/requests-page.tsx')),
  },
  {
    path: '/webhooks',
    label: 'Webhooks',
    icon: IconWebhook,
    ownersOnly: true,
    ...loadedBy(() => import('./webhooks/webhooks-page.tsx')),
  },
  {
    path: '/webhooks/:id',
    ownersOnly: true,
    ...loadedBy(() => import('./webhooks/webhook-page.tsx')),
  },
  {
    path: '/settings/*?',
    label: 'Settings',
    icon: IconSettings,
    ownersOnly: true,
    ...loadedBy(() => import('./settings/settings-page.tsx')),
  },
]
