import { Badge, Code, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { dataOf } from '../../api/client.ts'
import { Empty } from '../../parts/empty.tsx'
import { Queried } from '../../parts/queried.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { SectionHead } from './section.tsx'

/** The pipelines of the location. The API only reads them, as HighLevel's. */
export default function PipelinesSection() {
  const { api, location } = useWorkplace()
  const pipelines = useQuery({
    queryKey: ['pipelines', location.id],
    queryFn: () =>
      dataOf(api.GET('/opportunities/pipelines', { params: { query: { locationId: location.id } } })),
  })
  const command = `contactd pipeline create --location ${location.id} --name Sales --stages 'New,Offer sent'`
  return (
    <>
      <SectionHead text="The stages that opportunities move through." />
      <Queried query={pipelines} what="Loading pipelines">
        {({ pipelines }) =>
          pipelines.length === 0 ? (
            <Empty title="No pipelines yet" />
          ) : (
            <Stack>
              {pipelines.map(({ id, name, stages }) => (
                <Paper p="md" key={id} withBorder radius="lg">
                  <Title order={2} size="h4" mb="sm">
                    {name}
                  </Title>
                  <Group component="ol" gap="xs" p={0} m={0} aria-label={`Stages of ${name}`}>
                    {stages.map((stage, index) => (
                      <Badge key={stage.id} component="li" variant="light" size="lg" tt="none">
                        {index + 1}. {stage.name}
                      </Badge>
                    ))}
                  </Group>
                </Paper>
              ))}
            </Stack>
          )
        }
      </Queried>
      <Text c="dimmed" mt="lg" mb="xs">
        A command on the server creates another:
      </Text>
      <Code block tabIndex={0}>
        {command}
      </Code>
    </>
  )
}
