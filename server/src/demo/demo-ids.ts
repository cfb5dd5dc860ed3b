/** The ids in the examples of HighLevel's pages, so that these work without edits. */
export const demoIds = {
  company: '5DP4iH6HLkQsiKESj6rh',
  location: 've9EPM428h8vShlRW1KT',
  user: 'y0BeYjuRIlDwsDcOHOJo',
  owner: 'o5Lk2wQx8ZrT1nYb7HcE',
  business: '63771dcac1116f0e21de8e12',
  /** A TEXT. */
  customField: '3sv6UEo51C9Bmpo1cKTq',
  /** For businesses, like its field. */
  customFieldFolder: '3v34PM428h8vShlRW1KT',
  businessField: 'b7TqXv2mLk9cRd4Zs0Hn',
  recurringTask: 'Rk3vTnWq8sLzX2bYh6Mc',
  customValue: 'kOBjMVAJhFuUeYIojVet',
  template: '2yMwhgTNO19bpintqrap',
  tag: 'flGwEuzsfJOia1i1ikRN',
  /** The contact of the API reference. */
  referenceContact: 'ocQHyuzHvysMo5N5VsXc',
  /** The contact of the guide. */
  guideContact: 'ocQHyuzHvuMOe5N5jjXF',
  /** These two and the appointment belong to the contact of the API reference. */
  note: 'HGPcayliwcdoUFzvbTok',
  task: 'lJpzYrWdpkC2hX6t2yue',
  appointment: 'YS3jaqqeehkR2Is80miy',
  campaign: 'Y2I9XM7aO1hncuSOlc9L',
  workflow: 'sx6wyHhbFdRXh302LLNR',
  pipeline: 'bCkKGpDsyPP4peuKowkG',
  /** Its second stage. */
  pipelineStage: '7915dedc-8f18-44d5-8bc3-77c04e994a10',
  secondPipeline: 'VDm7RPYC2GLUvdpKmBfC',
  lostReason: 'CLu7BaljjqrEjBGKTNNe',
  /** Belongs to the contact of the API reference. */
  opportunity: 'yWQobCRIhRguQtD2llvk',
} as const
