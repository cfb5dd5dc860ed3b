// Runs in a page of another origin. Tries all that such a page can do to the control plane.
globalThis.attempt = async (at) => {
  const json = { 'content-type': 'application/json' }
  const told = (sent) =>
    sent.then(
      (response) => response.type,
      () => 'refused',
    )
  const form = document.createElement('form')
  form.action = `${at}/reset`
  form.method = 'post'
  form.target = 'frame'
  const frame = document.createElement('iframe')
  frame.name = 'frame'
  document.body.append(frame, form)
  const submitted = new Promise((resolve) => {
    frame.onload = resolve
  })
  form.submit()
  await submitted
  const events = await new Promise((resolve) => {
    const source = new EventSource(`${at}/requests/stream`)
    source.onopen = () => resolve('open')
    source.onerror = () => resolve('refused')
  })
  const script = await new Promise((resolve) => {
    const element = document.createElement('script')
    element.src = `${at}/requests`
    element.onload = () => resolve('loaded')
    element.onerror = () => resolve('refused')
    document.body.append(element)
  })
  return {
    read: await told(fetch(`${at}/requests`)),
    reset: await told(fetch(`${at}/reset`, { method: 'POST' })),
    json: await told(fetch(`${at}/clock`, { method: 'PUT', body: '{"frozen":false}', headers: json })),
    blind: await told(fetch(`${at}/reset`, { method: 'POST', mode: 'no-cors', body: '{}' })),
    events,
    script,
  }
}
