/** The groups of operations, in the order of the reference page. */
export const tags = [
  { name: 'Contacts', description: 'The people whom a location knows.' },
  { name: 'Search', description: 'Finds the contacts of a location.' },
  { name: 'Bulk', description: 'Changes many contacts at once.' },
  { name: 'Notes', description: 'What is written about a contact.' },
  { name: 'Tasks', description: 'What is to be done for a contact.' },
  { name: 'Followers', description: 'The users who follow a contact.' },
  { name: 'Appointments', description: 'When somebody meets a contact.' },
  { name: 'Campaigns', description: 'The campaigns of the location that a contact is in.' },
  { name: 'Workflow', description: 'The workflows of the location that a contact is in.' },
  { name: 'Tags', description: 'The list of tags of a location. It grows with the tags of its contacts.' },
  {
    name: 'Custom Fields',
    description: "The fields that a location's contacts have beside the usual ones, and the files in them.",
  },
  { name: 'Businesses', description: 'The companies that contacts of a location work for.' },
  { name: 'Locations', description: 'The sub-accounts that contacts belong to.' },
  { name: 'Users', description: 'The people who work in a location. Contacts can be assigned to them.' },
  {
    name: 'OAuth 2.0',
    description:
      'The tokens of apps. How an app is installed and gets its first: docs/oauth.md of the project.',
  },
  {
    name: 'contactd',
    description:
      'What HighLevel has no operation for, or none that is served: how campaigns, workflows and appointments are made.',
  },
]
