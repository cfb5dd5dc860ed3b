import { expect, it } from 'vitest'
import { Lanes } from './lanes.ts'

it('a row whose worker is found after the close opens no lane', async () => {
  const opened: number[] = []
  const worker = Promise.withResolvers<number>()
  const lanes = new Lanes({
    workerOf: () => worker.promise,
    urlOf: () => undefined,
    open: () => opened.push(1),
  })
  const lane = lanes.of({ table: 'location_marks', value: 'l' })
  lanes.close()
  worker.resolve(1)
  await expect(lane).rejects.toThrow('The database is closed.')
  expect(opened).toEqual([])
})
