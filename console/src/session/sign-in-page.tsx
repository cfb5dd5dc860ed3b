import { Alert, Button, Code, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { failureText } from '../api/failure.ts'
import { signIn } from '../api/session.ts'
import { Brand } from '../parts/brand.tsx'
import { Problem } from '../parts/problem.tsx'
import { usePageTitle } from '../parts/use-page-title.ts'
import { sessionKey } from './session.tsx'

/** Signs a person in. @param hasOwner whether anybody can sign in as an owner. */
export function SignInPage({ hasOwner }: { hasOwner: boolean }) {
  usePageTitle('Sign in')
  const queryClient = useQueryClient()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => signIn(email, password),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: sessionKey }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  return (
    <main className="sign-in">
      <Paper component="form" onSubmit={submit} p="xl" radius="lg" withBorder maw={440} mx="auto">
        <Stack>
          <Brand />
          <Title order={1} size="h2">
            Sign in
          </Title>
          {!hasOwner && <FirstOwner />}
          {error && <Problem>{failureText(error)}</Problem>}
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <TextInput
            label="Password"
            type="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={isPending}>
            Sign in
          </Button>
        </Stack>
      </Paper>
    </main>
  )
}

/** An installation without an owner: which commands make one. */
function FirstOwner() {
  return (
    <Alert role="note" title="No one can sign in yet" color="accent">
      <Text size="sm" mb="xs">
        Create an owner and set a password, in a terminal on the server:
      </Text>
      <Code block>{`contactd location create --name "My Company"
contactd user create --owner --location LOCATION_ID \\
  --name "Ada Abbott" --email ada@example.com
contactd user password ada@example.com`}</Code>
    </Alert>
  )
}
