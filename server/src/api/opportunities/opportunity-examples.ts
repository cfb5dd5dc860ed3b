const place = { pipelineId: 'bCkKGpDsyPP4peuKowkG', locationId: 've9EPM428h8vShlRW1KT' }

export const createOpportunityExamples = {
  'An opportunity': {
    ...place,
    name: 'First Opps',
    pipelineStageId: '7915dedc-8f18-44d5-8bc3-77c04e994a10',
    status: 'open',
    contactId: 'ocQHyuzHvuMOe5N5jjXF',
    monetaryValue: 220,
    assignedTo: 'y0BeYjuRIlDwsDcOHOJo',
    customFields: [{ key: 'delivery', field_value: 'By truck' }],
  },
}

export const updateOpportunityExamples = {
  'Another stage': { pipelineStageId: '7915dedc-8f18-44d5-8bc3-77c04e994a10' },
  'Won, for more': { status: 'won', monetaryValue: 250 },
}

export const upsertOpportunityExamples = {
  'The opportunity of a contact': {
    ...place,
    contactId: 'ocQHyuzHvuMOe5N5jjXF',
    followers: ['y0BeYjuRIlDwsDcOHOJo'],
    isRemoveAllFollowers: false,
    followersActionType: 'add',
    name: 'First Opps',
    status: 'open',
  },
}

export const opportunityStatusExamples = {
  Won: { status: 'won' },
  'Lost, and why': { status: 'lost', lostReasonId: 'CLu7BaljjqrEjBGKTNNe' },
}

export const opportunityFollowersExamples = { 'One user': { followers: ['y0BeYjuRIlDwsDcOHOJo'] } }
