import { describe, expect, it } from 'vitest'
import { hostileRequests, runSamples, sampleOf } from './sample-runs.ts'

// Those of the other requests run in test/faults: each language takes up to a second for each.
runSamples(hostileRequests.slice(0, 1))

describe('the sample for PowerShell', () => {
  it.each(hostileRequests)('BR-590 has the URL and the body of $operationId', (request) => {
    const source = sampleOf(request, 'PowerShell', 'http://127.0.0.1:1')
    expect(source).toMatch(/^[\0-\x7f]*$/)
    const [, url = ''] = /Invoke-RestMethod '([^']+)' -Method '\w+' -Headers/.exec(source) ?? []
    expect([...new URL(url).searchParams]).toEqual(request.queryValues)
    if (typeof request.body !== 'object') return
    // In an expandable here-string, a backtick escapes the next character.
    const [, here = ''] = /^\$body = @"\n(.*?)\n"@$/ms.exec(source) ?? []
    expect(here).not.toMatch(/(?<!`)(``)*\$/)
    expect(here).not.toMatch(/(?<!`)(``)*`[0abefnrtuv]/)
    expect(JSON.parse(here.replace(/`(.)/gs, '$1'))).toEqual(request.body.json)
  })
})
