/** The groups of operations, in the order of the reference page. */
export const tags = [
  { name: 'Contacts', description: 'The contacts of a location.' },
  { name: 'Search', description: 'Finds the contacts of a location.' },
  { name: 'Bulk', description: 'Changes many contacts at once.' },
  { name: 'Notes', description: 'Notes about a contact.' },
  { name: 'Tasks', description: 'Tasks for a contact.' },
  { name: 'Recurring Tasks', description: 'Tasks that are made again and again.' },
  { name: 'Followers', description: 'The users who follow a contact.' },
  { name: 'Appointments', description: 'Meetings with a contact.' },
  { name: 'Campaigns', description: 'The campaigns of a location, and the contacts in them.' },
  { name: 'Workflow', description: 'The workflows of a location, and the contacts in them.' },
  { name: 'Tags', description: 'The list of tags of a location. It grows with the tags of its contacts.' },
  {
    name: 'Custom Fields',
    description: "Additional fields of a location's contacts, and the files in them.",
  },
  { name: 'Custom Values', description: 'Texts of a location, for its templates.' },
  { name: 'Templates', description: 'Texts for SMS and email. contactd stores them, and sends nothing.' },
  { name: 'Businesses', description: 'The companies that contacts of a location work for.' },
  {
    name: 'Opportunities',
    description:
      'The opportunities of contacts, the pipelines that they move through, and why they are lost.',
  },
  { name: 'Companies', description: 'The agencies that locations belong to.' },
  { name: 'Locations', description: 'The sub-accounts that contacts belong to.' },
  { name: 'Users', description: 'The people who work in a location. Contacts can be assigned to them.' },
  {
    name: 'OAuth 2.0',
    description:
      'The tokens of apps. How an app is installed and gets its first token: docs/oauth.md of the project.',
  },
  {
    name: 'contactd',
    description:
      "Operations that HighLevel's API does not have: a contact's additional emails and phones, deleting documents, creating campaigns, workflows and appointments, the webhooks of a location.",
  },
]
