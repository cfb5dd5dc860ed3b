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
}

/** Every page, in the order of the navigation. Each is a chunk of its own, loaded when it is opened. */
export const pages: readonly ConsolePage[] = [
  {
    path: '/contacts',
    label: 'Contacts',
    icon: IconUsers,
    component: lazy(() => import('./contacts/contacts-page.tsx')),
  },
  {
    path: '/contacts/:id',
    component: lazy(() => import('./contact/contact-page.tsx')),
  },
  {
    path: '/duplicates',
    label: 'Duplicates',
    icon: IconArrowMerge,
    ownersOnly: true,
    component: lazy(() => import('./duplicates/duplicates-page.tsx')),
  },
  {
    path: '/import',
    label: 'Import',
    icon: IconFileImport,
    ownersOnly: true,
    component: lazy(() => import('./import/import-page.tsx')),
  },
  {
    path: '/overview',
    label: 'Overview',
    icon: IconChartBar,
    ownersOnly: true,
    component: lazy(() => import('./overview/overview-page.tsx')),
  },
  {
    path: '/requests',
    label: 'Requests',
    icon: IconActivity,
    ownersOnly: true,
    component: lazy(() => import('./requests/requests-page.tsx')),
  },
  {
    path: '/webhooks',
    label: 'Webhooks',
    icon: IconWebhook,
    ownersOnly: true,
    component: lazy(() => import('./webhooks/webhooks-page.tsx')),
  },
  {
    path: '/webhooks/:id',
    ownersOnly: true,
    component: lazy(() => import('./webhooks/webhook-page.tsx')),
  },
  {
    path: '/settings/*?',
    label: 'Settings',
    icon: IconSettings,
    ownersOnly: true,
    component: lazy(() => import('./settings/settings-page.tsx')),
  },
]
