/** Bodies for Update Contact: the one in HighLevel's guide, and one with every field of its reference. */
export const updateContactExamples = {
  'Some fields': {
    firstName: 'Jane',
    lastName: 'Doe',
    tags: ['vip', 'returning'],
    companyName: 'Doe Enterprises',
  },
  'Every field': {
    firstName: 'rosan',
    lastName: 'Deo',
    name: 'rosan Deo',
    email: 'rosan@deos.com',
    phone: '+1 888-888-8888',
    address1: '3535 1st St N',
    city: 'Dolomite',
    state: 'AL',
    postalCode: '35061',
    website: 'https://www.tesla.com',
    timezone: 'America/Chihuahua',
    dnd: true,
    dndSettings: {
      Call: { status: 'active', message: 'string', code: 'string' },
      Email: { status: 'active', message: 'string', code: 'string' },
      SMS: { status: 'active', message: 'string', code: 'string' },
      WhatsApp: { status: 'active', message: 'string', code: 'string' },
      GMB: { status: 'active', message: 'string', code: 'string' },
      FB: { status: 'active', message: 'string', code: 'string' },
    },
    inboundDndSettings: { all: { status: 'active', message: 'string' } },
    tags: ['nisi sint commodo amet', 'consequat'],
    customFields: [
      { id: '6dvNaf7VhkQ9snc5vnjJ', key: 'my_custom_field', field_value: 'My Text' },
      { key: 'nickname', field_value: 'Ro' },
    ],
    source: 'public api',
    companyName: 'DGS VolMAX',
    dateOfBirth: '1990-09-25',
    country: 'US',
    assignedTo: 'y0BeYjuRIlDwsDcOHOJo',
  },
  'Clear fields': { lastName: null, website: '', assignedTo: null },
}

export const createContactExamples = {
  'A new contact': {
    locationId: 've9EPM428h8vShlRW1KT',
    firstName: 'Rosan',
    lastName: 'Deo',
    email: 'rosan.deo@example.com',
    phone: '+1 415-555-0132',
    address1: '3535 1st St N',
    city: 'Dolomite',
    state: 'AL',
    country: 'US',
    tags: ['lead'],
    source: 'public api',
  },
}

export const tagsExamples = { 'Two tags': { tags: ['vip', 'newsletter'] } }
