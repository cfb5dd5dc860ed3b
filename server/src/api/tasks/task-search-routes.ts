import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { clientGone } from '../../http/client-gone.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { sendJson } from '../../http/send-json.ts'
import type { Clock } from '../../lib/clock.ts'
import { locationOfPath } from '../locations/find-location.ts'
import type { SearchContext } from '../search/search-context.ts'
import { searchRefusals } from '../search/search-responses.ts'
import { searchTasks } from './search-tasks.ts'
import { taskSearchAnswer, taskSearchBody } from './task-search-schemas.ts'

const searchOperation = operation({
  ...accessOf('task-search'),
  summary: 'Search Tasks',
  description: 'Finds the tasks of a location, the latest due first.',
  tag: 'Tasks',
  params: Type.Object({ locationId: pathId('The id of the location.', 've9EPM428h8vShlRW1KT') }),
  body: taskSearchBody,
  precondition: locationOfPath,
  examples: {
    'Open tasks': { completed: false, limit: 100 },
    'Of a user': { assignedTo: ['y0BeYjuRIlDwsDcOHOJo'], query: 'quote' },
  },
  answer: { status: 201, description: 'A page of tasks.', schema: taskSearchAnswer },
  refusals: ['locationUnreachable', 'searchAfterInvalid', 'pageTooLarge', ...searchRefusals],
})

/** Registers the search of a location's tasks. Authorization runs before it. */
export function registerTaskSearchRoutes(
  pipeline: Pipeline,
  context: SearchContext & { clock: Clock },
): void {
  pipeline.post('/locations/:locationId/tasks/search', searchOperation, async (request, reply) => {
    const { locationId } = request.params
    const search = { context, principal: principalOf(request), locationId, gone: clientGone(reply) }
    const { rows, count } = await searchTasks(search, request.body)
    const end = count === undefined ? ']}' : `],"count":${count}}`
    return sendJson(reply.code(201), ['{"tasks":[', ...rows, end])
  })
}
