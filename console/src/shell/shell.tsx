import {
  ActionIcon,
  AppShell,
  Burger,
  Group,
  Menu,
  NavLink,
  Select,
  Stack,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBook2, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { signOut } from '../api/session.ts'
import { pages } from '../pages/pages.ts'
import { PostponedBar } from '../parts/postponed.tsx'
import { sessionKey, useWorkplace } from '../session/session.tsx'

/** What surrounds every page: the navigation, the location, and the person. */
export function Shell({ children }: { children: ReactNode }) {
  const [isOpen, { toggle, close }] = useDisclosure()
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <AppShell.Header px="sm">
        <a className="skip-link" href="#main">
          Skip to content
        </a>
        <Group h="100%" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
            />
            <Text fw={700} visibleFrom="xs">
              contactd
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LocationSwitch />
            <SchemeSwitch />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm">
        <Navigation onChosen={close} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        {children}
        <PostponedBar />
      </AppShell.Main>
    </AppShell>
  )
}

function Navigation({ onChosen }: { onChosen: () => void }) {
  const { isOwner } = useWorkplace()
  const [path] = useLocation()
  const shown = pages.filter(({ label, ownersOnly }) => label !== undefined && (isOwner || !ownersOnly))
  return (
    <Stack gap={2} component="nav" aria-label="Pages">
      {shown.map(({ path: page, label, icon: Icon }) => {
        const to = page.replace(/\/\*\??$/, '')
        const isActive = path === to || path.startsWith(`${to}/`)
        return (
          <NavLink
            key={page}
            component={Link}
            href={to}
            label={label}
            active={isActive}
            aria-current={isActive ? 'page' : undefined}
            leftSection={Icon && <Icon size={18} aria-hidden />}
            onClick={onChosen}
            className="nav-link"
          />
        )
      })}
      <NavLink
        href="/docs"
        label="API reference"
        leftSection={<IconBook2 size={18} aria-hidden />}
        className="nav-link"
      />
    </Stack>
  )
}

function LocationSwitch() {
  const { session, location, changeLocation } = useWorkplace()
  const [, navigate] = useLocation()
  if (session.locations.length === 1)
    return (
      <Text size="sm" truncate maw="14rem">
        {location.name}
      </Text>
    )
  return (
    <Select
      aria-label="Location"
      size="sm"
      w={{ base: '9.5rem', xs: '16rem' }}
      searchable
      allowDeselect={false}
      data={session.locations.map(({ id, name }) => ({ value: id, label: name }))}
      value={location.id}
      onChange={(id) => {
        if (id === null) return
        changeLocation(id)
        // The record that is open belongs to the other location.
        navigate(`/${window.location.pathname.split('/')[2] ?? ''}`)
      }}
    />
  )
}

function SchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const other = scheme === 'dark' ? 'light' : 'dark'
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={`Use ${other} colours`}
      onClick={() => setColorScheme(other)}
    >
      {scheme === 'dark' ? <IconSun size={20} aria-hidden /> : <IconMoon size={20} aria-hidden />}
    </ActionIcon>
  )
}

function PersonMenu() {
  const { session } = useWorkplace()
  const queryClient = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] })
      return queryClient.invalidateQueries({ queryKey: sessionKey })
    },
  })
  const { name, email, role } = session.user
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Account of ${name}`}>
          <IconUserCircle size={22} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)">
            {name}
          </Text>
          <Text size="xs">{email}</Text>
          <Text size="xs">
            {role === 'owner' ? `Owner of ${session.company.name}` : `User of ${session.company.name}`}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
