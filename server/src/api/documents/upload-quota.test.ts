import { describe, expect, it } from 'vitest'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { findDocumentBytes } from './document-store.ts'
import { chunkBytes } from './documents.ts'

const quotaBytes = chunkBytes * 4
const boundary = 'b'

const server = useTestServer({ uploadQuotaBytes: quotaBytes })

function upload(...sizes: number[]) {
  const parts = sizes.flatMap((size, index) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="${index}.bin"\r\n\r\n`),
    Buffer.alloc(size, 1),
    Buffer.from('\r\n'),
  ])
  return server.call<{ meta: { url: string }[]; message: string }>(
    'POST',
    `/locations/${server.locationId}/customFields/upload`,
    Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    { 'content-type': `multipart/form-data; boundary=${boundary}` },
  )
}

const heldBytes = async () =>
  (await server.storage.read((tx) => tx.get(findDocumentBytes, { locationId: server.locationId })))?.bytes

describe('BR-464 the quota of a location’s files', () => {
  const refusal = {
    status: 400,
    body: {
      statusCode: 400,
      error: 'Bad Request',
      message: `The files of this location must not be larger than ${quotaBytes} bytes together`,
    },
  }

  it('a form that exceeds it stores nothing, and deletions free space', async () => {
    const first = await upload(chunkBytes * 3)
    expect(first.status).toBe(200)
    expect(await upload(10, chunkBytes)).toMatchObject(refusal)
    expect(await heldBytes()).toBe(chunkBytes * 3)
    expect((await upload(chunkBytes - 1, 1)).status).toBe(200)
    expect(await upload(1)).toMatchObject(refusal)
    const id = first.body.meta[0]?.url.split('/').at(-1)
    expect((await server.call('DELETE', `/_contactd/documents/${id}`)).status).toBe(200)
    await expect.poll(heldBytes).toBe(chunkBytes)
    expect((await upload(chunkBytes * 3)).status).toBe(200)
  })

  it('is separate for each location', async () => {
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId)
    const { token } = await fixtures.token({ companyId, locationId })
    const reply = await server.call(
      'POST',
      `/locations/${locationId}/customFields/upload`,
      `--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nx\r\n--${boundary}--\r\n`,
      { 'content-type': `multipart/form-data; boundary=${boundary}`, authorization: `Bearer ${token}` },
    )
    expect(reply.status).toBe(200)
  })
})
