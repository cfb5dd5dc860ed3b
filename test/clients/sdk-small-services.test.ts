import { describe, expect } from 'vitest'
import { useTestServer } from '../support/use-test-server.ts'
import { describeService } from './sdk-services.ts'

describe('campaigns', () => {
  describeService(useTestServer(), 'campaigns', {
    ofLocation: {
      async getCampaigns({ locationId, send }, call) {
        const { campaign } = await send('POST', '/_contactd/campaigns', { locationId, name: 'Spring' })
        const listed = { id: campaign?.id, name: 'Spring', status: 'published', locationId }
        expect(await call({ locationId })).toEqual({ campaigns: [listed] })
        expect(await call({ locationId, status: 'published' })).toEqual({ campaigns: [listed] })
      },
    },
  })
})

describe('workflows', () => {
  describeService(useTestServer(), 'workflows', {
    ofLocation: {
      async getWorkflow({ locationId, send }, call) {
        const { workflow } = await send('POST', '/_contactd/workflows', { locationId, name: 'Welcome' })
        const listed = { id: workflow?.id, name: 'Welcome', status: 'published', version: 1, locationId }
        expect(await call({ locationId })).toMatchObject({ workflows: [listed] })
      },
    },
  })
})

describe('companies', () => {
  describeService(useTestServer(), 'companies', {
    ofLocation: {},
    ofCompany: {
      async getCompany({ companyId }, call) {
        expect(await call({ companyId })).toMatchObject({ company: { id: companyId, name: 'Acme Agency' } })
      },
    },
  })
})
