/** What HighLevel lets a location use, in the order of the specification. contactd stores it and does not apply it. */
export const permissions = [
  '2-way-text-messaging',
  'gmb-messaging',
  'web-chat',
  'reputation-management',
  'facebook-messenger',
  'gmb-call-tracking',
  'missed-call-text-back',
  'text-to-pay',
  'calendar',
  'crm',
  'opportunities',
  'email-marketing',
  'form-builder',
  'survey-builder',
  'trigger-links',
  'html-builder',
  'sms-email-templates',
  'funnels',
  'websites',
  'workflow',
  'membership',
  'all-reports',
  'triggers',
  'campaigns',
  'launchpad',
] as const

/** A permission by its name. */
export type Permission = (typeof permissions)[number]

/** The permissions of a profile: all of them until they are set. */
export const permissionsOf = (profile: {
  permissions?: readonly Permission[] | undefined
}): readonly Permission[] => profile.permissions ?? permissions
