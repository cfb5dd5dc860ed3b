import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import type { ApiContext } from '../api-context.ts'
import { channelTypes, getConversationChannel } from './conversation-channel.ts'
import { locationOfPath } from './find-location.ts'

const provider = Type.Object(
  {
    _id: Type.String({ description: 'The id of the provider.', example: 'twilio_provider' }),
    name: Type.String({ example: 'Twilio' }),
    type: Type.String({ example: 'SMS' }),
    default: Type.Boolean({ description: 'Whether messages are sent by it.', example: true }),
  },
  { description: 'A service that sends messages.' },
)
const providers = Type.Optional(
  Type.Array(Type.Object({ conversationProvider: provider }, { description: 'A provider.' }), {
    description: 'Always empty: contactd sends no messages.',
  }),
)

const getOperation = operation({
  ...accessOf('get-conversation-channel'),
  summary: 'Get Conversation Channel',
  description: 'Lists the providers that send messages of a type: none, because contactd sends no messages.',
  tag: 'Locations',
  params: Type.Object({
    locationId: pathId('The id of the location.', 've9EPM428h8vShlRW1KT'),
    type: Type.Enum([...channelTypes], { type: 'string', description: 'The type.', example: 'SMS' }),
  }),
  precondition: locationOfPath,
  answer: {
    status: 200,
    description: 'The providers of the type.',
    schema: Type.Object({
      conversationChannel: Type.Object(
        { SMS: providers, Email: providers },
        { description: 'The providers by type. Has the requested type only.' },
      ),
    }),
  },
  refusals: ['locationUnreachable', 'unprocessable'],
})

/** Registers the operation on the conversation channels of a location. Authorization runs before it. */
export function registerConversationChannelRoutes(pipeline: Pipeline, { storage }: ApiContext): void {
  pipeline.get('/locations/:locationId/conversationChannels/:type', getOperation, async (request) => {
    const { locationId, type } = request.params
    return {
      conversationChannel: await getConversationChannel(storage, principalOf(request), locationId, type),
    }
  })
}
