// Runs in a page. Finds what is wider than the window, has too little contrast (WCAG AA: 4.5), or is too small
// for a finger (WCAG AA: 24 pixels).
;(() => {
  const found = []
  if (document.documentElement.scrollWidth > window.innerWidth) found.push('The page is too wide.')
  for (const element of document.querySelectorAll('main *')) {
    const text = element.textContent.trim()
    if ([...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim())) {
      const ratio = contrast(getComputedStyle(element).color, background(element))
      if (ratio < 4.5) found.push(`${text} has a contrast of ${ratio.toFixed(2)}.`)
    }
    const { height, width } = element.getBoundingClientRect()
    if (element.matches('button, .button, label.place') && (height < 24 || width < 24)) {
      found.push(`${text} is small: ${width} by ${height}.`)
    }
  }
  return found

  function background(element) {
    const color = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)'
    return parts(color)[3] === 0 ? background(element.parentElement) : color
  }

  function contrast(...colors) {
    const [darker, lighter] = colors.map(luminance).sort((a, b) => a - b)
    return (lighter + 0.05) / (darker + 0.05)
  }

  function luminance(color) {
    const [red, green, blue] = parts(color).map((part) => {
      const share = part / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }

  function parts(color) {
    return color.match(/[\d.]+/g).map(Number)
  }
})()
