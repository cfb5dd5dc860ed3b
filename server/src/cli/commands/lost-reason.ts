import type { Command } from 'commander'
import { createLostReason } from '../../api/lost-reasons/create-lost-reason.ts'
import { lostReasonView } from '../../api/lost-reasons/lost-reason.ts'
import { listLostReasons } from '../../api/lost-reasons/lost-reason-store.ts'
import { beforeAll } from '../../storage/read-in-slices.ts'
import { namedItemCommand } from './named-item.ts'

/** `contactd lost-reason`: why opportunities are lost. In HighLevel, they are created on its pages. */
export const lostReasonCommand = (): Command =>
  namedItemCommand<{ name: string }, ReturnType<typeof lostReasonView>>({
    command: 'lost-reason',
    noun: 'lost reason',
    description: 'Creates and lists the reasons for which opportunities are lost.',
    example: "--name 'Too expensive'",
    create: async (tx, sources, locationId, { name }) =>
      lostReasonView(await createLostReason(tx, sources, locationId, { name })),
    list: async (tx, locationId, limit) =>
      (await tx.all(listLostReasons, { locationId, ...beforeAll, limit })).map(lostReasonView),
    fields: (view) => view,
    columns: { ID: 'id', NAME: 'name', ADDED: 'createdAt' },
  })
